import type { Clock } from '../../src/base/clock.ts';
import type { Cloud } from '../../src/graph/clouds.ts';
import type { TokenSource } from '../../src/graph/tokens.ts';
import type { Transport } from '../../src/graph/transport.ts';

/** The service that a live check works on, and who asks. */
export interface Target {
  /** For the report; names nobody. */
  readonly service: string;
  readonly cloud: Cloud;
  readonly tokens: TokenSource;
  /** Of the token, when they are known. */
  readonly scopes: readonly string[] | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Link to a folder outside the own OneDrive. */
  readonly secondPlace: string | undefined;
}
