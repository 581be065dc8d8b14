import { randomBytes } from 'node:crypto';
import type { SimClock } from '../clock.ts';
import { HOUR } from '../clock.ts';
import type { SimDrive } from './drive.ts';
import type { DriveNode } from './node.ts';

interface Ticket {
  readonly drive: SimDrive;
  readonly node: DriveNode;
  readonly expires: number;
}

/** Pre-authenticated download addresses, good for an hour as the driveItem page says. */
export class Downloads {
  readonly #clock: SimClock;
  readonly #tickets = new Map<string, Ticket>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** The path of a new address. */
  issue(drive: SimDrive, node: DriveNode): string {
    const id = randomBytes(24).toString('base64url');
    this.#tickets.set(id, { drive, node, expires: this.#clock.now() + HOUR });
    return `/download/${id}`;
  }

  /** The file behind an address, or undefined when it ended or the file is gone. */
  find(id: string): { drive: SimDrive; node: DriveNode } | undefined {
    const ticket = this.#tickets.get(id);
    if (ticket === undefined || ticket.expires <= this.#clock.now()) {
      return undefined;
    }
    return ticket.drive.byId(ticket.node.id) === ticket.node ? ticket : undefined;
  }
}
