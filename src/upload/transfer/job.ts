import type { ExchangeServices } from '../../graph/exchange.ts';
import type { GraphClient } from '../../graph/client.ts';
import type { NameConflict } from '../../graph/uploadSession.ts';
import type { Random } from '../../base/random.ts';
import type { LocalContent } from './localContent.ts';
import type { Destination } from '../model.ts';

/** What all steps of one upload work on. */
export interface UploadJob extends ExchangeServices {
  readonly client: GraphClient;
  readonly random: Random;
  readonly destination: Destination;
  readonly name: string;
  readonly conflictBehavior: NameConflict;
  readonly content: LocalContent;
  /** By the service's clock: what was made before is not ours. Milliseconds since 1970. */
  readonly startedAt: number;
}
