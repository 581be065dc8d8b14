import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'mocha';
import { signInByBrowser } from '../../src/auth/browserFlow.ts';
import type { Permission } from '../../src/auth/model.ts';
import { scopesOf } from '../../src/auth/permissions.ts';
import type { IdentityClient, IssuedToken } from '../../src/auth/ports.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createIdentityClient } from '../../src/node/identityClient.ts';
import { HttpTransport, defaultHttpLimits } from '../../src/node/http/httpTransport.ts';
import { LeaseFolder } from '../../src/node/leaseFiles.ts';
import { listenForRedirect } from '../../src/node/redirectListener.ts';
import { tokenVault } from '../../src/node/tokenVault.ts';
import { startSimulator } from '../sim/index.ts';
import type { AuthorityOptions, Simulator } from '../sim/index.ts';
import { assertNothingLeft, openResources } from './leaks.ts';
import type { Resources } from './leaks.ts';
import { MemoryText } from './memoryText.ts';
import { TestNetwork } from './networkSettings.ts';
import { signInByPages } from './signInPages.ts';
import type { SignInChoices } from './signInPages.ts';
import { useTempFolder } from './tempFolder.ts';

const never = new AbortController().signal;

/** Who signs in, to what, and what the page is asked for. */
export interface SignIn extends SignInChoices {
  readonly permissions?: readonly Permission[];
  readonly loginHint?: string;
  readonly claims?: string;
  /** Called with the address of the page before anybody is there. */
  readonly before?: (address: string) => Promise<unknown>;
}

/** A simulator with its authority, and the windows of one machine that sign in there with the real library. */
export class SignInScene {
  readonly sim: Simulator;
  readonly texts = new MemoryText();
  readonly network = new TestNetwork();
  readonly transport: HttpTransport;
  readonly folder: string;
  readonly #leases: LeaseFolder[] = [];

  private constructor(sim: Simulator, folder: string) {
    this.sim = sim;
    this.folder = folder;
    this.network.environment['SSL_CERT_FILE'] = join(folder, 'ca.pem');
    this.transport = new HttpTransport(systemClock, defaultHttpLimits, this.network);
  }

  static async start(folder: string, options: AuthorityOptions): Promise<SignInScene> {
    const sim = await startSimulator({ authority: options });
    await writeFile(join(folder, 'ca.pem'), sim.authority.ca);
    return new SignInScene(sim, folder);
  }

  scopes(permissions: readonly Permission[] = ['Files.ReadWrite']): string[] {
    return scopesOf(new URL(this.sim.graphUrl).origin, permissions);
  }

  /** The client of another window. */
  async openWindow(tenant = 'common'): Promise<IdentityClient> {
    const parts = { clock: systemClock, random: systemRandom, log: this.network.log };
    const leases = await LeaseFolder.open(join(this.folder, 'leases'), parts);
    this.#leases.push(leases);
    const { authority } = this.sim;
    const registration = { clientId: authority.clientId, authority: `${authority.url}/${tenant}` };
    const vault = tokenVault(this.texts, leases, systemClock);
    return createIdentityClient(registration, { ...parts, vault, transport: this.transport });
  }

  /** Signs in as a person does: on the pages, in a browser that comes back to the listener. */
  async signIn(client: IdentityClient, { permissions, loginHint, claims, before, ...choices }: SignIn = {}) {
    let shown = '';
    const token = await signInByBrowser(
      {
        client,
        listen: () => listenForRedirect({ done: 'DONE', failed: 'FAILED' }),
        external: (port) => Promise.resolve(`http://localhost:${port}`),
        open: async (address) => {
          await before?.(address);
          const back = await signInByPages(address, { ca: this.sim.authority.ca, ...choices });
          shown = await (await fetch(back)).text();
          return true;
        },
        random: systemRandom,
        clock: systemClock,
      },
      { scopes: this.scopes(permissions), loginHint, claims },
      never,
    );
    return { ...token, shown };
  }

  /** Asks Graph something with a token. */
  async ask({
    accessToken,
  }: Pick<IssuedToken, 'accessToken'>): Promise<{ status: number; challenge: string | undefined }> {
    const headers = { authorization: `Bearer ${accessToken}` };
    const { status, headers: answered } = await this.transport.send(
      { method: 'GET', url: `${this.sim.graphUrl}/v1.0/me/drive`, headers },
      never,
    );
    return { status, challenge: answered.get('www-authenticate') };
  }

  async close(): Promise<void> {
    await Promise.all(this.#leases.map((leases) => leases.dispose()));
    await this.transport.close();
    const { violations } = this.sim;
    await this.sim.close();
    assert.deepEqual(violations, []);
  }
}

/** Gives each test a scene of its own, and checks that nothing of it is left. */
export function useSignInScene(options: AuthorityOptions = {}): () => SignInScene {
  const temp = useTempFolder();
  let scene: SignInScene | undefined;
  let before: Resources;
  beforeEach(async () => {
    before = await openResources();
    scene = await SignInScene.start(temp(), options);
  });
  afterEach(async () => {
    await scene?.close();
    await assertNothingLeft(before);
  });
  return () => {
    if (scene === undefined) {
      throw new Error('outside of a test');
    }
    return scene;
  };
}
