import { readArgument } from './argument.ts';
import type { TypedArgument } from './argument.ts';
import { FunctionInputError } from './errors.ts';
import { parametersOf } from './parameters.ts';
import { splitFunction } from './split.ts';
import type { Piece } from './split.ts';

/** A function of Excel with its arguments, as somebody typed it. */
export interface TypedFunction {
  /** What Graph calls it. */
  readonly name: string;
  /** By the names that Graph has for them, in their order; those that were left out are absent. */
  readonly named: ReadonlyMap<string, TypedArgument | readonly TypedArgument[]>;
}

/**
 * Reads `=VLOOKUP("a", Sheet1!B2:C9, 2, FALSE)`, with or without the equals sign.
 * @param sheet name of the one whose cells have addresses without a sheet.
 * @throws {FunctionInputError}
 */
export function readFunction(input: string, sheet: string | undefined): TypedFunction {
  const { name, arguments: pieces, end } = splitFunction(input);
  const known = parametersOf(name.text);
  if (known === undefined) {
    throw new FunctionInputError('unknownFunction', name.position);
  }
  const named = new Map<string, TypedArgument | readonly TypedArgument[]>();
  let rest = pieces;
  for (const parameter of known.parameters) {
    const given = parameter.kind === 'list' ? rest : rest.slice(0, 1);
    rest = rest.slice(given.length);
    const missing = missingAt(given, end);
    if (missing === undefined) {
      const values = given.map((piece) => readArgument(piece, sheet));
      const [first] = values;
      named.set(parameter.name, parameter.kind === 'list' || first === undefined ? values : first);
    } else if (parameter.kind !== 'optional') {
      throw new FunctionInputError('tooFewArguments', missing);
    }
  }
  const [surplus] = rest;
  if (surplus !== undefined) {
    throw new FunctionInputError('tooManyArguments', surplus.position);
  }
  return { name: known.name, named };
}

/** Where something should be that is not there. */
function missingAt(pieces: readonly Piece[], end: number): number | undefined {
  return pieces.length === 0 ? end : pieces.find(({ text }) => text === '')?.position;
}
