import { isObject, type JsonObject } from '../http/json.ts';
import { ROUTE_NAMES } from '../http/routeNames.ts';
import type { FaultKind, FaultSpec } from './faultSpec.ts';

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number' && value >= 0;
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const isText: Check = (value) => typeof value === 'string';
const isOneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const isMoment = isOneOf('before', 'after');

const TRIGGER: Readonly<Record<string, Check>> = {
  route: (value) => [value].flat().every(isOneOf(...ROUTE_NAMES)),
  method: isText,
  file: (value) => typeof value === 'string' && isPattern(value),
  last: (value) => typeof value === 'boolean',
  nth: isCount,
  times: (value) => value === 'always' || isCount(value),
  chance: (value) => isNumber(value) && Number(value) <= 1,
};

interface Fields {
  readonly fields: Readonly<Record<string, Check>>;
  readonly required: readonly string[];
}

/** The fields of each kind; those in `required` must be there. */
const KINDS = {
  status: {
    fields: {
      status: isNumber,
      code: isText,
      inner: (value) => Array.isArray(value) && value.every(isText),
      message: isText,
      retryAfter: isNumber,
      retryAfterForm: isOneOf('seconds', 'date'),
      headers: isObject,
      body: isOneOf('json', 'html', 'empty'),
      when: isMoment,
      keep: isNumber,
    },
    required: ['status'],
  },
  cut: { fields: { afterBytes: isNumber, keep: isNumber }, required: ['afterBytes'] },
  loseAnswer: { fields: {}, required: [] },
  cutAnswer: { fields: { afterBytes: isNumber }, required: ['afterBytes'] },
  delay: { fields: { ms: isNumber, when: isMoment }, required: ['ms'] },
  hang: { fields: { when: isMoment }, required: [] },
  truncatedJson: { fields: {}, required: [] },
  malformedJson: { fields: {}, required: [] },
  html: { fields: { status: isNumber }, required: [] },
  corrupt: { fields: {}, required: [] },
  keepPart: { fields: { bytes: isNumber }, required: ['bytes'] },
  ranges: {
    fields: { form: isOneOf('missing', 'empty', 'several', 'closed', 'otherCase', 'noExpiry') },
    required: ['form'],
  },
  rewind: { fields: { fragments: isNumber }, required: ['fragments'] },
  tokenDeath: { fields: { status: isOneOf(401, 403) }, required: ['status'] },
  sessionLost: { fields: {}, required: [] },
  emptyPage: { fields: {}, required: [] },
  hole: { fields: { rows: isCount }, required: [] },
} satisfies Readonly<Record<FaultKind, Fields>>;

/** Reads one fault or a list of them. @throws Error that names what is wrong */
export function parseFaults(value: unknown): FaultSpec[] {
  return [value].flat().map(parseFault);
}

function parseFault(value: unknown): FaultSpec {
  if (!isObject(value)) {
    throw new Error('a fault is a JSON object');
  }
  assertFault(value);
  return value;
}

function assertFault(value: JsonObject): asserts value is JsonObject & FaultSpec {
  const name = value['kind'];
  const kind = new Map<unknown, Fields>(Object.entries(KINDS)).get(name);
  if (kind === undefined || typeof name !== 'string') {
    throw new Error(`kind is one of ${Object.keys(KINDS).join(', ')}`);
  }
  const missing = kind.required.find((field) => value[field] === undefined);
  if (missing !== undefined) {
    throw new Error(`${name} needs ${missing}`);
  }
  for (const [field, given] of Object.entries(value)) {
    const check = kind.fields[field] ?? TRIGGER[field];
    if (field !== 'kind' && check?.(given) !== true) {
      throw new Error(check === undefined ? `there is no field ${field} here` : `${field} is not valid`);
    }
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}
