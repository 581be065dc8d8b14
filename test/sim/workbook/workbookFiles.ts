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
  readonly document: Document;
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

  /**
   * The bytes of a workbook with all changes. Undefined where the store keeps no contents: workbooks have sessions
   * there, but nothing in them.
   * @throws ServiceError 500 when it is none
   */
  keptBytes(node: DriveNode): Uint8Array | undefined {
    const pending = this.#pending.find((each) => each.node === node && this.#isCurrent(node));
    const bytes = pending?.document.toBytes() ?? contentOf(node);
    if (bytes !== undefined && !isWorkbook(bytes)) {
      throw refuse(500, 'GenericFileOpenError', 'The workbook cannot be opened.', 'unsupportedWorkbook');
    }
    return bytes;
  }

  /** The bytes of a workbook with all changes. @throws ServiceError 404, 500 when it is none */
  bytes(node: DriveNode): Uint8Array {
    const bytes = this.keptBytes(node);
    if (bytes === undefined) {
      throw refuse(404, 'DeploymentInvalidEditSession', 'No contents are kept here.', 'unsupportedWorkbook');
    }
    return bytes;
  }

  /** The workbook that everybody shares who saves. @throws ServiceError 404, 500 */
  document(node: DriveNode): Promise<Document> {
    const open = this.#open.get(node);
    if (open !== undefined && this.#isCurrent(node)) {
      return open.document;
    }
    const document = Document.open(this.bytes(node));
    this.#open.set(node, { document, stored: node.stored });
    return document;
  }

  /**
   * The workbook goes into its file, at once or after a while. What is due is written when somebody looks at the file:
   * the blocks of a large change cost one file then, not one for each.
   */
  save(drive: SimDrive, node: DriveNode, document: Document, afterMs: number): void {
    const before = this.#pending.find((each) => each.node === node && each.document === document);
    if (before === undefined) {
      const others = this.#pending.filter((each) => each.node !== node);
      this.#pending = [...others, { drive, node, document, due: this.#clock.now() + afterMs }];
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

  /** Whether nobody but us has touched the file since it was opened. */
  #isCurrent(node: DriveNode): boolean {
    return this.#open.get(node)?.stored === node.stored;
  }

  #replace({ drive, node, document }: Pending): void {
    const open = this.#open.get(node);
    if (open === undefined || !this.#isCurrent(node) || drive.byId(node.id) !== node) {
      // Somebody replaced or removed the file.
      return;
    }
    const content = Buffer.from(document.toBytes());
    const hasher = ContentHasher.start(this.#withSha256);
    hasher.update(content);
    drive.replaceContent(node, { content: this.#store.put(content), hashes: hasher.digest() });
    open.stored = node.stored;
    this.onSaved(node);
  }
}

/** Undefined where the store keeps no contents. */
function contentOf(node: DriveNode): Uint8Array | undefined {
  try {
    return node.stored?.content.read(0, node.stored.content.size) ?? new Uint8Array();
  } catch {
    return undefined;
  }
}

function isWorkbook(bytes: Uint8Array): boolean {
  try {
    return [...Archive.open(bytes).relations('').values()].some(({ kind }) => kind === 'officeDocument');
  } catch {
    return false;
  }
}
