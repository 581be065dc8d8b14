import type { SignInProblem } from './errors.ts';
import type { SignInMethod } from './model.ts';

/**
 * Where the extension runs. `remote`: VS Code's name for the kind of remote, such as `ssh-remote`; undefined: none.
 * `ui`: whether the window is an application or a page in a browser.
 */
export interface Surroundings {
  readonly ui: 'desktop' | 'web';
  readonly remote: string | undefined;
}

/**
 * Remotes whose ports a desktop window makes reachable as `localhost`, so that the browser finds its way back.
 * Source: code.visualstudio.com/api/advanced-topics/remote-extensions#forwarding-localhost; the names are those of
 * Microsoft's remote extensions, which others have taken over.
 */
const forwarding: ReadonlySet<string> = new Set([
  'wsl',
  'ssh-remote',
  'dev-container',
  'attached-container',
  'k8s-container',
  'codespaces',
  'tunnel',
]);

/**
 * Ways to sign in, the most promising one first. What the user chose stands alone; the pasted token is in the list only
 * when it was chosen: it is everybody's last resort.
 */
export function flowOrder(where: Surroundings, setting: 'auto' | SignInMethod): readonly SignInMethod[] {
  if (setting !== 'auto') {
    return [setting];
  }
  const comesBack = where.ui === 'desktop' && (where.remote === undefined || forwarding.has(where.remote));
  // Elsewhere a page that cannot come back would have to wait for its time-out.
  return comesBack ? ['browser', 'deviceCode', 'vscode'] : ['deviceCode', 'vscode', 'browser'];
}

/**
 * Problems that lie in the way to sign in. Each way needs something else: `browser` a free port, the redirect address
 * in the registration and a browser here; `deviceCode` a public client and a tenant that allows codes; `vscode` its own
 * redirect addresses.
 */
const inTheWay: ReadonlySet<SignInProblem> = new Set([
  'timedOut',
  'deviceCodeBlocked',
  'blockedByPolicy',
  'redirectMismatch',
  'publicClientOff',
  'portTaken',
  'browserNotOpened',
  'answerNotOurs',
  'unexpected',
]);

/** Whether another way to sign in could work where one ended so. */
export function mayTryNext(problem: SignInProblem): boolean {
  return inTheWay.has(problem);
}
