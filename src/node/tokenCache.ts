import type { JsonObject } from '../base/json.ts';
import { isJsonObject, parseJsonObject } from '../base/json.ts';

/**
 * The tokens of all accounts as MSAL writes them: sections (`Account`, `AccessToken`, `RefreshToken`, …), each an object
 * of entries by key. Source: github.com/AzureAD/microsoft-authentication-library-for-js, msal-node,
 * cache/serializer/SerializerTypes.ts.
 */
export type TokenCacheText = Readonly<Record<string, JsonObject>>;

const accountsSection = 'Account';
/** Sections whose entries belong to an account. */
const credentialSections = ['IdToken', 'AccessToken', 'RefreshToken'];

/** @returns nothing when the text is none that MSAL wrote. */
export function parseTokenCache(text: string): TokenCacheText | undefined {
  const json = parseJsonObject(text);
  return json !== undefined && Object.values(json).every(isJsonObject)
    ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- just looked at
      (json as TokenCacheText)
    : undefined;
}

/**
 * What is to be kept when somebody began with `before` and ended with `after`, while others made `current` of it: only
 * what has changed in between is written. A token whose account is gone is dropped: who signed out stays signed out.
 */
export function mergeTokenCaches(
  before: TokenCacheText,
  after: TokenCacheText,
  current: TokenCacheText,
): TokenCacheText {
  const names = new Set([...Object.keys(current), ...Object.keys(after)]);
  const merged = Object.fromEntries(
    [...names].map((name) => [name, mergeSections(before[name] ?? {}, after[name] ?? {}, current[name] ?? {})]),
  );
  // Also where the service told something new of them meanwhile, which counts as a change here.
  const [mine, others] = [homesOf(before), homesOf(current)];
  return withoutAccounts(merged, (home) => mine.has(home) && !others.has(home));
}

/** Everything but one account, given by its `home_account_id`. */
export function withoutAccount(cache: TokenCacheText, id: string): TokenCacheText {
  return withoutAccounts(cache, (home) => home === id);
}

export function hasAccounts(cache: TokenCacheText): boolean {
  return Object.keys(cache[accountsSection] ?? {}).length > 0;
}

function mergeSections(before: JsonObject, after: JsonObject, current: JsonObject): JsonObject {
  const left = Object.entries(current).filter(([key]) => !(key in before) || key in after);
  const changed = Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]));
  return { ...Object.fromEntries(left), ...Object.fromEntries(changed) };
}

/** Without some accounts, and without what belongs to none that is left. */
function withoutAccounts(cache: TokenCacheText, isGone: (home: unknown) => boolean): TokenCacheText {
  const accounts = pick(cache[accountsSection] ?? {}, (account) => !isGone(homeOf(account)));
  const homes = homesOf({ [accountsSection]: accounts });
  return Object.fromEntries(
    Object.entries({ ...cache, [accountsSection]: accounts }).map(([name, section]) => [
      name,
      credentialSections.includes(name) ? pick(section, (credential) => homes.has(homeOf(credential))) : section,
    ]),
  );
}

function pick(section: JsonObject, isWanted: (entry: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([, entry]) => isWanted(entry)));
}

function homesOf(cache: TokenCacheText): Set<unknown> {
  return new Set(Object.values(cache[accountsSection] ?? {}).map(homeOf));
}

function homeOf(entry: unknown): unknown {
  return isJsonObject(entry) ? entry['home_account_id'] : undefined;
}
