import { isObject, numberAt, textAt } from '../http/json.ts';
import { type AuthorityFailure, FAILING_REQUESTS } from './options.ts';

/** Reads one failure or a list from JSON. @throws Error that names what is wrong */
export function parseFailures(value: unknown): AuthorityFailure[] {
  return (Array.isArray(value) ? value : [value]).map(parseFailure);
}

function parseFailure(value: unknown): AuthorityFailure {
  if (!isObject(value)) {
    throw new Error('a failure is a JSON object');
  }
  const at = FAILING_REQUESTS.find((name) => name === value['at']);
  if (at === undefined) {
    throw new Error(`at is one of ${FAILING_REQUESTS.join(', ')}`);
  }
  const { aadsts = 0, cut, show } = value;
  if (typeof aadsts !== 'number') {
    throw new Error('aadsts is a number');
  }
  if (show !== undefined && show !== 'page' && show !== 'redirect') {
    throw new Error('show is page or redirect');
  }
  return {
    at,
    aadsts,
    ...texts(value),
    ...numbers(value),
    ...(cut === true ? { cut } : {}),
    ...(show === undefined ? {} : { show }),
  };
}

function texts(value: Parameters<typeof textAt>[0]): Pick<AuthorityFailure, 'error' | 'suberror' | 'claims'> {
  const [error, suberror, claims] = ['error', 'suberror', 'claims'].map((key) => textAt(value, key));
  return {
    ...(error === undefined ? {} : { error }),
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

function numbers(value: Parameters<typeof numberAt>[0]): Pick<AuthorityFailure, 'times' | 'status' | 'retryAfter'> {
  const [times, status, retryAfter] = ['times', 'status', 'retryAfter'].map((key) => numberAt(value, key));
  return {
    ...(times === undefined ? {} : { times }),
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
