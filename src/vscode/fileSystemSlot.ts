import * as vscode from 'vscode';

/** A file system that exists from the start, so that restored editors find it; its files come later, on first use. */
export class FileSystemSlot implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #wanted: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #registration: vscode.Disposable;
  #files: vscode.FileSystemProvider | undefined;
  #subscription: vscode.Disposable | undefined;

  /** @param wanted fills the slot, and resolves when its files can be used; called when somebody looks for a file. */
  constructor(scheme: string, wanted: () => Promise<unknown>) {
    this.#wanted = wanted;
    this.#registration = vscode.workspace.registerFileSystemProvider(scheme, this);
  }

  get onDidChangeFile(): vscode.Event<vscode.FileChangeEvent[]> {
    return this.#changed.event;
  }

  /** From now on the files come from there. */
  fill(files: vscode.FileSystemProvider): void {
    this.#files = files;
    this.#subscription = files.onDidChangeFile((changes) => this.#changed.fire(changes));
  }

  /** Who changes files tells of it unasked. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.#filled()).stat(uri);
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return (await this.#filled()).readDirectory(uri);
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await (await this.#filled()).createDirectory(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#filled()).readFile(uri);
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    await (await this.#filled()).writeFile(uri, content, options);
  }

  async delete(uri: vscode.Uri, options: { readonly recursive: boolean }): Promise<void> {
    await (await this.#filled()).delete(uri, options);
  }

  async rename(from: vscode.Uri, to: vscode.Uri, options: { readonly overwrite: boolean }): Promise<void> {
    await (await this.#filled()).rename(from, to, options);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#subscription?.dispose();
    this.#changed.dispose();
  }

  async #filled(): Promise<vscode.FileSystemProvider> {
    // Files can be there before those who read them can: it must be known who is signed in.
    await this.#wanted();
    if (this.#files === undefined) {
      throw vscode.FileSystemError.Unavailable();
    }
    return this.#files;
  }
}
