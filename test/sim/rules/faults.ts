import type { RouteName } from '../http/routeNames.ts';
import type { SeededRandom } from '../random.ts';
import { FaultPlan, type FaultSpec } from './faultSpec.ts';

/** What faults can choose by. */
export interface FaultSubject {
  readonly route: RouteName;
  readonly method: string;
  /** Path of the item in its drive, where the request has one. */
  readonly file: string | undefined;
  /** Set for fragments. */
  readonly last: boolean | undefined;
}

interface Armed {
  readonly spec: FaultSpec;
  readonly file: RegExp | undefined;
  seen: number;
  struck: number;
}

/** The faults that wait for their request. */
export class Faults {
  readonly #random: SeededRandom;
  #armed: Armed[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get list(): readonly FaultSpec[] {
    return this.#armed.map((armed) => armed.spec);
  }

  add(spec: FaultSpec): void {
    const file = spec.file === undefined ? undefined : new RegExp(spec.file, 'iu');
    this.#armed.push({ spec, file, seen: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Takes the faults that strike this request; a fault that struck often enough is forgotten. */
  take(subject: FaultSubject): FaultPlan {
    const struck = this.#armed.filter((armed) => this.#strikes(armed, subject));
    this.#armed = this.#armed.filter(({ spec, struck }) => spec.times === 'always' || struck < (spec.times ?? 1));
    return new FaultPlan(struck.map((armed) => armed.spec));
  }

  #strikes(armed: Armed, subject: FaultSubject): boolean {
    const { spec } = armed;
    if (!fits(armed, subject)) {
      return false;
    }
    armed.seen += 1;
    if (armed.seen < (spec.nth ?? 1)) {
      return false;
    }
    if (spec.chance !== undefined && this.#random.next() >= spec.chance) {
      return false;
    }
    armed.struck += 1;
    return true;
  }
}

function fits({ spec, file }: Armed, subject: FaultSubject): boolean {
  if (spec.route !== undefined && ![spec.route].flat().includes(subject.route)) {
    return false;
  }
  if (spec.method !== undefined && spec.method.toUpperCase() !== subject.method) {
    return false;
  }
  if (spec.last !== undefined && spec.last !== subject.last) {
    return false;
  }
  return file === undefined || (subject.file !== undefined && file.test(subject.file));
}
