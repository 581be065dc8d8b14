import type { Interaction, InteractionResult, Provider } from 'oidc-provider';
import { description, problem } from './aadsts.ts';
import type { Call } from './call.ts';
import { accountPage, adminNeededPage, consentPage, otherAccountPage } from './pages/signIn.ts';
import { missingPermissions, permissionsIn } from './policy.ts';
import type { AuthorityState } from './state.ts';

/** Pages on which a person chooses an account and consents. */
export class Interactions {
  readonly #state: AuthorityState;
  readonly #provider: Provider;

  constructor(state: AuthorityState, provider: Provider) {
    this.#state = state;
    this.#provider = provider;
  }

  async handle(call: Call): Promise<void> {
    const interaction = await this.#load(call);
    if (interaction === undefined) {
      call.showProblem(problem(9_002_313, { text: 'This page belongs to a sign-in that is over.' }));
      return;
    }
    const posted = call.request.method === 'POST' ? await call.form() : undefined;
    if (interaction.prompt.name === 'consent') {
      await this.#consent(call, interaction, posted);
    } else {
      await this.#chooseAccount(call, interaction, posted);
    }
  }

  async #load({ request, response }: Call): Promise<Interaction | undefined> {
    try {
      return await this.#provider.interactionDetails(request, response);
    } catch {
      return undefined;
    }
  }

  async #chooseAccount(call: Call, interaction: Interaction, posted: URLSearchParams | undefined): Promise<void> {
    const { appName, service, tenants } = this.#state;
    const address = call.request.url ?? '';
    const typed = posted?.get('account')?.trim().toLowerCase();
    if (posted === undefined || posted.has('back')) {
      const hint = interaction.params['login_hint'];
      const hinted = hint !== undefined && isUserName(hint) ? [service.world.user(hint)] : [];
      call.html(accountPage(address, appName, [...new Set([...hinted, ...service.world.users])]));
    } else if (posted.has('other')) {
      call.html(otherAccountPage(address, appName, undefined));
    } else if (typed === undefined || !isUserName(typed)) {
      call.html(otherAccountPage(address, appName, typed ?? ''));
    } else if (!tenants.takes(call.tenant, typed)) {
      call.showProblem(problem(50_020));
    } else {
      const accountId = service.world.user(typed).id;
      await this.#finish(call, { login: { accountId }, select_account: {} });
      await this.#leaveOtherAccount(interaction, accountId);
    }
  }

  async #consent(call: Call, interaction: Interaction, posted: URLSearchParams | undefined): Promise<void> {
    const state = this.#state;
    const { upn, id } = state.account(interaction.session?.accountId ?? '');
    const { scope } = interaction.params;
    const missing = missingPermissions(state, id, scope);
    const needAdmin = missing.filter((name) => state.adminOnly.has(name));
    if (posted?.has('cancel') === true) {
      const refused = problem(needAdmin.length > 0 ? 90_094 : 65_004);
      await this.#finish(call, { error: 'access_denied', error_description: description(refused) });
    } else if (needAdmin.length > 0) {
      call.note({ aadsts: 90_094 });
      call.html(adminNeededPage(call.request.url ?? '', state.appName, needAdmin));
    } else if (posted?.has('accept') === true) {
      state.consent(id, missing);
      await this.#finish(call, { consent: {} });
    } else {
      const permissions = missing.length > 0 ? missing : permissionsIn(scope);
      call.html(consentPage(call.request.url ?? '', { appName: state.appName, upn, permissions }));
    }
  }

  async #finish(call: Call, result: InteractionResult): Promise<void> {
    call.redirect(await this.#provider.interactionResult(call.request, call.response, result));
  }

  /** The library would ask, with a script, to sign the other account out of this browser. */
  async #leaveOtherAccount({ session }: Interaction, accountId: string): Promise<void> {
    if (session === undefined || session.accountId === accountId) {
      return;
    }
    const kept = await this.#provider.Session.findByUid(session.uid);
    if (kept !== undefined) {
      kept.accountId = undefined;
      kept.authorizations = undefined;
      await kept.persist();
    }
  }
}

function isUserName(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text);
}
