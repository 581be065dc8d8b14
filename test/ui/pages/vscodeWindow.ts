import type { BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../../support/browser.ts';
import type { VscodeServer } from '../../support/vscodeServer.ts';
import { AccountsMenu } from './accountsMenu.ts';
import { Dialog } from './dialog.ts';
import { Editor } from './editor.ts';
import { Explorer } from './explorer.ts';
import { FolderPicker } from './folderPicker.ts';
import { Log } from './log.ts';
import { Notifications } from './notifications.ts';
import { QuickInput } from './quickInput.ts';
import { SideBarView } from './sideBarView.ts';
import { SignInPages } from './signInPages.ts';
import { StatusBar } from './statusBar.ts';
import { Surface } from './surface.ts';

export interface WindowOptions {
  readonly server: VscodeServer;
  /** Folder to open. */
  readonly workspace: string;
  /** Begins the names of the pictures. */
  readonly name: string;
  readonly headless?: boolean;
  /** Whether what is secret outlasts the window; see `startBrowser`. */
  readonly keepsSecrets?: boolean | undefined;
  /** Address of the sign-in pages, when there are any. */
  readonly signInPages?: string | undefined;
}

/** A VS Code window as a person sees it. */
export class VscodeWindow {
  readonly surface: Surface;
  readonly editor: Editor;
  readonly explorer: Explorer;
  readonly notifications: Notifications;
  readonly quickInput: QuickInput;
  readonly folderPicker: FolderPicker;
  readonly uploads: SideBarView;
  readonly workbooks: SideBarView;
  readonly dialog: Dialog;
  readonly statusBar: StatusBar;
  readonly accountsMenu: AccountsMenu;
  readonly log: Log;
  readonly #name: string;
  readonly #browser: BrowserContext;

  private constructor(browser: BrowserContext, page: Page, name: string) {
    this.#browser = browser;
    this.#name = name;
    this.surface = new Surface(page, name);
    this.editor = new Editor(this.surface);
    this.explorer = new Explorer(this.surface);
    this.quickInput = new QuickInput(this.surface);
    this.notifications = new Notifications(this.surface, this.quickInput);
    this.folderPicker = new FolderPicker(this.quickInput);
    this.uploads = new SideBarView(this.surface, 'Uploads');
    this.workbooks = new SideBarView(this.surface, 'Workbook Sessions');
    this.dialog = new Dialog(this.surface);
    this.statusBar = new StatusBar(this.surface);
    this.accountsMenu = new AccountsMenu(this.surface);
    this.log = new Log(this.surface, this.quickInput);
  }

  /** Opens the folder in a browser with a profile of its own. */
  static async open({ server, workspace, name, ...how }: WindowOptions): Promise<VscodeWindow> {
    const browser = await startBrowser({ folder: server.folder, ...how });
    const page = browser.pages()[0] ?? (await browser.newPage());
    const window = new VscodeWindow(browser, page, name);
    await page.goto(addressOf(server, workspace));
    await window.#waitUntilReady();
    return window;
  }

  /** Opens the same folder once more, in the same browser. @param name begins the names of its pictures */
  async openAnother(name: string): Promise<VscodeWindow> {
    const page = await this.#browser.newPage();
    const window = new VscodeWindow(this.#browser, page, name);
    await page.goto(this.surface.page.url());
    await window.#waitUntilReady();
    return window;
  }

  /** What "Reload Window" does: another extension host, and nothing left of what was in memory. */
  async reload(): Promise<void> {
    await this.surface.page.reload();
    await this.#waitUntilReady();
  }

  /** Closes this window and leaves others of the same browser open. */
  async closePage(): Promise<void> {
    await this.surface.page.close();
  }

  /** Pages beside VS Code's own, as a browser link opens them. */
  async waitForOtherPage(): Promise<Page> {
    const [, other] = this.#browser.pages();
    return other ?? this.#browser.waitForEvent('page');
  }

  /**
   * The page of the sign-in service that VS Code has opened, or is about to. It asks nobody: that is on this machine.
   * Who is known to the service may be on the way back already.
   */
  async waitForSignInPages(): Promise<SignInPages> {
    const page = await this.surface.until('wait for the sign-in page', async () =>
      this.#browser.pages().find((each) => /^https:|^http:\/\/localhost:/.test(each.url())),
    );
    return new SignInPages(new Surface(page, this.#name));
  }

  /** Waits until the clipboard holds a text that matches. */
  async waitForClipboard(text: RegExp): Promise<string> {
    return this.surface.until(`wait for ${String(text)} in the clipboard`, async () => {
      // The expression is evaluated in the page.
      const content: unknown = await this.surface.page.evaluate('navigator.clipboard.readText()');
      return typeof content === 'string' && text.test(content) ? content : undefined;
    });
  }

  /**
   * Signs in on the pages of the sign-in service, as somebody who has not done so in this browser.
   * @param whenAsked called when the page asks for permission
   */
  async signIn(account: string, whenAsked?: (pages: SignInPages) => Promise<unknown>): Promise<void> {
    await this.beginSignIn();
    await (await this.waitForSignInPages()).signIn(account, whenAsked);
    await this.notifications.waitFor(/^Signed in to OneDrive as /);
  }

  /** Runs Sign In where nobody is, and allows VS Code to do so. */
  async beginSignIn(): Promise<void> {
    await this.quickInput.runCommand('OneDrive: Sign In');
    await this.dialog.waitFor(/wants to sign in using OneDrive/);
    await this.dialog.press('Allow');
  }

  /** Signs in through the palette, as a person would paste a token. */
  async signInWithToken(token: string): Promise<void> {
    await this.quickInput.runCommand('OneDrive: Sign In with Access Token...');
    await this.quickInput.waitFor(/token/i);
    await this.quickInput.enter(token);
  }

  /** Signs out the only account that is signed in, and leaves no notification. */
  async signOut(): Promise<void> {
    await this.notifications.clear();
    await this.quickInput.runCommand('OneDrive: Sign Out');
    await this.notifications.waitFor(/^Signed out of OneDrive/);
    await this.notifications.clear();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async #waitUntilReady(): Promise<void> {
    const { page } = this.surface;
    await this.surface.perform('open the window', async () => {
      const list = page.getByRole('tree', { name: /^(Files Explorer|Uploads)/ }).filter({ visible: true });
      // In place of an empty list of uploads.
      const welcome = page.locator('.welcome-view-content').filter({ visible: true });
      await list.or(welcome).first().waitFor({ timeout: 60_000 });
      // Menus and palette know the extension from the moment at which its icon is there.
      await page.getByRole('tab', { name: /^OneDrive/ }).waitFor({ timeout: 60_000 });
    });
  }
}

/** Where a browser finds the folder in VS Code. */
export function addressOf(server: VscodeServer, workspace: string): string {
  return `http://${server.authority}/?${new URLSearchParams({ folder: workspace }).toString()}`;
}
