/** What is done inside the extension host. */
export interface HostJob {
  readonly graphUrl: string;
  readonly token: string;
  /** Paths of everything that is uploaded at once. */
  readonly paths: readonly string[];
  /** For so long it is watched how free the extension host is, at rest and while it uploads. */
  readonly seconds: number;
  /** Where {@link HostFigures} are written, as JSON. */
  readonly result: string;
}

/** How late timers were in the extension host: of a hundred all but the latest, and the latest; milliseconds. */
export interface LoopDelays {
  readonly p99: number;
  readonly max: number;
}

export interface HostFigures {
  readonly idle: LoopDelays;
  readonly uploading: LoopDelays;
  /** Share of one processor that the thread took. */
  readonly idleLoad: number;
  readonly uploadingLoad: number;
}
