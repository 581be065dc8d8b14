import { description, type Problem } from '../aadsts.ts';
import { escape, page } from './layout.ts';

export interface ProblemIds {
  readonly requestId: string;
  readonly correlationId: string;
  readonly timestamp: string;
}

/** A problem that stays with the person. */
export function problemPage(problem: Problem, ids: ProblemIds): string {
  return page(
    'Sorry, but we’re having trouble signing you in.',
    `<p role="alert">${escape(description(problem))}</p>
<p><small>Request Id: ${ids.requestId}<br>Correlation Id: ${ids.correlationId}<br>Timestamp: ${ids.timestamp}</small></p>`,
  );
}
