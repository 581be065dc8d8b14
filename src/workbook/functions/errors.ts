/**
 * What is wrong with a function that somebody typed.
 * `syntax`: it cannot be read, or is a formula of more than one function. `nested`: a function within another one: the
 * service takes one at a time. `unknownFunction`: the service has none of that name. `address`: of cells that there are
 * not, or that need a sheet.
 */
export type FunctionInputProblem =
  'syntax' | 'nested' | 'unknownFunction' | 'tooFewArguments' | 'tooManyArguments' | 'address';

/** A function that cannot be evaluated as it was typed. */
export class FunctionInputError extends Error {
  override readonly name = 'FunctionInputError';
  readonly problem: FunctionInputProblem;
  /** Where in what was typed, in UTF-16 code units from 0. */
  readonly position: number;

  constructor(problem: FunctionInputProblem, position: number, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
    this.position = position;
  }
}
