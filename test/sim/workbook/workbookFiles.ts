import type { SimDrive } from '../drive/drive.ts';
import type { DriveNode, StoredContent } from '../drive/node.ts';
import { refuse } from '../http/errors.ts';
import type { SimClock } from '../clock.ts';
import type { ContentStore } from '../store/content.ts';
import { ContentHasher } from '../store/contentHasher.ts';
import { Archive } from './book/archive.ts';
import { Document } from './book/document.ts';

interface OpenFile {
  readonly document: Promise<Document>;
  /** What is stored, while the document stands for it. */
  stored: StoredContent | undefined;
}

interface Pending {
  readonly drive: SimDrive;
  readonly node: DriveNode;
  readonly bytes: Uint8Array;
  readonly due: number;
}

/** The workbooks behind the files: what is open of them, and how changes get back into them. */
export class WorkbookFiles {
  readonly #store: ContentStore;
  readonly #withSha256: boolean;
  readonly #clock: SimClock;
  readonly #open = new Map<DriveNode, OpenFile>();
  #pending: Pending[] = [];
  /** Called when a changed workbook took the place of what was stored. */
  onSaved: (node: DriveNode) => void = () => undefined;

  constructor(store: ContentStore, withSha256: boolean, clock: SimClock) {
    this.#store = store;
    this.#withSha256 = withSha256;
    this.#clock = clock;
  }

  /** The bytes of a workbook with all changes. @throws ServiceError 404, 500 when it is none */
  bytes(node: DriveNode): Uint8Array {
    const pending = this.#pending.findLast((each) => each.node === node);
    const bytes = pending?.bytes ?? contentOf(node);
    if (!isWorkbook(bytes)) {
      throw refuse(500, 'GenericFileOpenError', 'The workbook cannot be opened.', 'unsupportedWorkbook');
    }
    return bytes;
  }

  /** The workbook that everybody shares who saves. @throws ServiceError 404, 500 */
  document(node: DriveNode): Promise<Document> {
    const open = this.#open.get(node);
    if (open !== undefined && open.stored === node.stored) {
      return open.document;
    }
    const document = Document.open(this.bytes(node));
    this.#open.set(node, { document, stored: node.stored });
    return document;
  }

  /** Puts the workbook into its file, now or after a while. */
  save(drive: SimDrive, node: DriveNode, document: Document, afterMs: number): void {
    const pending = { drive, node, bytes: document.toBytes(), due: this.#clock.now() + afterMs };
    if (afterMs === 0) {
      this.#replace(pending);
    } else {
      this.#pending = [...this.#pending.filter((each) => each.node !== node), pending];
    }
  }

  /** Stores what is due. */
  settle(): void {
    const due = this.#pending.filter((each) => each.due <= this.#clock.now());
    if (due.length > 0) {
      this.#pending = this.#pending.filter((each) => !due.includes(each));
      for (const each of due) {
        this.#replace(each);
      }
    }
  }

  clear(): void {
    this.#open.clear();
    this.#pending = [];
  }

  #replace({ drive, node, bytes }: Pending): void {
    const open = this.#open.get(node);
    if (open === undefined || open.stored !== node.stored || drive.byId(node.id) !== node) {
      // Somebody replaced or removed the file.
      return;
    }
    const content = Buffer.from(bytes);
    const hasher = ContentHasher.start(this.#withSha256);
    hasher.update(content);
    drive.replaceContent(node, { content: this.#store.put(content), hashes: hasher.digest() });
    open.stored = node.stored;
    this.onSaved(node);
  }
}

function contentOf(node: DriveNode): Uint8Array {
  try {
    return node.stored?.content.read(0, node.stored.content.size) ?? new Uint8Array();
  } catch {
    throw refuse(404, 'DeploymentInvalidEditSession', 'No contents are kept here.', 'unsupportedWorkbook');
  }
}

function isWorkbook(bytes: Uint8Array): boolean {
  try {
    return [...Archive.open(bytes).relations('').values()].some(({ kind }) => kind === 'officeDocument');
  } catch {
    return false;
  }
}
