import { standingOf } from '../../upload/journal/standing.ts';
import type { Standing } from '../../upload/journal/standing.ts';
import type { UploadRow } from '../../upload/running/rows.ts';

/** A row of the tree: the same object for as long as its upload is listed, whatever becomes of it. */
export class UploadNode {
  row: UploadRow;
  standing: Standing;

  constructor(row: UploadRow, standing: Standing) {
    this.row = row;
    this.standing = standing;
  }

  /** What commands know an upload by. */
  get record(): UploadRow['record'] {
    return this.row.record;
  }
}

/**
 * The rows of the tree, kept from one look to the next. While VS Code asks for the whole tree again it does not know what
 * a click was meant for; so as long as none comes or goes, it is only told which ones have changed.
 */
export class UploadNodes {
  #byId = new Map<string, UploadNode>();
  #children = new Map<string | undefined, UploadNode[]>();
  /** Which there are, in what order and below what. */
  #shape = '';

  get all(): Iterable<UploadNode> {
    return this.#byId.values();
  }

  /** Those at the top, or the files of a folder. */
  below(parent: UploadNode | undefined): UploadNode[] {
    return this.#children.get(parent?.record.id) ?? [];
  }

  /** @returns those that have changed; `undefined` when there are others than before. */
  update(rows: readonly UploadRow[], now: number): readonly UploadNode[] | undefined {
    const ids = new Set(rows.map(({ record }) => record.id));
    const parentOf = ({ parent }: UploadRow['record']): string | undefined =>
      parent !== undefined && ids.has(parent) ? parent : undefined;
    const changed: UploadNode[] = [];
    const nodes = rows.map((row) => {
      const standing = standingOf(row, now);
      const node = this.#byId.get(row.record.id) ?? new UploadNode(row, standing);
      if (node.standing !== standing || !isSame(node.row, row)) {
        changed.push(node);
      }
      node.row = row;
      node.standing = standing;
      return node;
    });
    const shape = nodes.map(({ record }) => `${record.id} ${parentOf(record) ?? ''}`).join('\n');
    if (shape === this.#shape) {
      return changed;
    }
    this.#shape = shape;
    this.#byId = new Map(nodes.map((node) => [node.record.id, node]));
    this.#children = Map.groupBy(nodes, ({ record }) => parentOf(record));
    return undefined;
  }
}

function isSame(a: UploadRow, b: UploadRow): boolean {
  return a.record === b.record && a.where === b.where && a.live === b.live;
}
