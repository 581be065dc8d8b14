import { ROUTE_NAMES } from './http/routeNames.ts';
import { LENIENCIES } from './rules/violations.ts';

export const USAGE = `A local stand-in for the file part of Microsoft Graph: OneDrive and SharePoint uploads over real HTTP on loopback.

Usage: npm run sim -- [options]

  --port N            port of the Graph listener (default: any free one)
  --drive KIND        business (default), personal or documentLibrary: the kind of the signed-in user's drive
  --store WHERE       memory (default), hash (sizes and hashes only, for speed), or disk:FOLDER
  --sha256 / --no-sha256
                      SHA-256 besides quickXorHash (default: on, except with --store hash)
  --quota BYTES       size of each drive (default: 1 TiB)
  --seed N            seed of faults that have a chance (default: 1)
  --lenient RULES     comma-separated rules that are not enforced, for clients that cannot be changed:
${LENIENCIES.map((rule) => `                        ${rule}`).join('\n')}
  --bytes-per-second N, --line-bytes-per-second N, --round-trip MS, --fragment-ms MS
                      speed of each connection and of the line they share, delay of each answer, time for
                      each fragment
  --units-per-minute N
                      throttling: RateLimit headers from 80 % of that budget, 429 with Retry-After beyond it
  --user-requests N/SECONDS
                      throttling: at most N requests of each user in any so many seconds, 429 with Retry-After beyond it
  --behaviours JSON   differences between tenants, e.g. '{"sessionMovesETag":true}' (see README.md)
  --workbooks JSON    how workbooks are served, e.g. '{"openMs":5000,"lockWhileOpen":true}' (see README.md)
  --tls-cert FILE, --tls-key FILE
                      certificate and key in PEM form: both listeners then speak https
  --authority         a place to sign in, over https: browser pages, device codes, renewal; its address and its
                      certificate are printed
  --faults JSON       faults to start with: one object or a list (see below)
  --empty             no sample folders
  --json              print one line of JSON with graphUrl, token and driveId instead of text; with --authority also
                      authority, clientId and caFile
  --help              this text

It prints the root of Graph and a token that stays good for a year. Send the token to the Graph root only; upload URLs
are on another host and port and refuse it. Stop with Ctrl+C.
`;

/** The names in lines of six. */
function lines(names: readonly string[]): string {
  const rows = Array.from({ length: Math.ceil(names.length / 6) }, (_, row) => names.slice(row * 6, row * 6 + 6));
  return rows.map((row) => `           ${row.join(', ')}`).join(',\n');
}

export const FAULTS = `Faults

A fault is a JSON object: which requests it strikes, and what happens then.

  route    one or a list of
${lines(ROUTE_NAMES)}
  method   GET, PUT, …
  file     regular expression on the item's path, for example "\\\\.xlsx$"
  last     true: only the fragment that ends the file; false: only the others
  nth      first request to strike, counted among those that fit (default 1)
  times    how many to strike (default 1), or "always"
  chance   probability from 0 to 1 for each of them, seeded

  kind     and its own fields:
    status         status, code, inner, message, retryAfter (seconds), retryAfterForm ("seconds" or "date"), headers,
                   body ("json", "html" or "empty"), when ("before": nothing was done, the default; "after": it was),
                   keep (bytes of a fragment that are stored all the same)
    cut            afterBytes of the request's body the connection is reset; keep of them are stored (default 0)
    loseAnswer     all is done, then the connection is reset
    cutAnswer      the connection ends afterBytes of the answer's body
    delay          ms, when
    hang           no answer ever; when
    truncatedJson, malformedJson, html (status)
    corrupt        (fragment, putContent) the first byte of the body is stored wrong
    keepPart       202, but only bytes of the fragment were stored: the next range is off the 320 KiB grid
    ranges         form of nextExpectedRanges: missing, empty, several, closed, otherCase, noExpiry
    rewind         the service lost the last accepted fragments (a number) and says so
    tokenDeath     status 401 or 403 from now on for that upload URL
    sessionLost    (createUploadSession) the upload host does not know the session that was just given out
    emptyPage      (listChildren) a page without items but with a link to the page that should have been given
    hole           (writeRange) 200, but the last rows (a number; default all) are not written

Examples

  {"route":"fragment","nth":3,"kind":"status","status":503,"retryAfter":2}
  {"route":"fragment","kind":"status","status":500,"when":"after"}            stored although it says it failed
  {"route":"fragment","last":true,"kind":"loseAnswer"}                       finished, but nobody was told
  {"route":"fragment","kind":"cut","afterBytes":500000,"keep":400000}        part of it was kept
  {"route":"fragment","times":"always","chance":0.1,"kind":"status","status":504}
  {"route":"createUploadSession","kind":"status","status":429,"retryAfter":3,"retryAfterForm":"date"}
  {"route":"createUploadSession","file":"\\\\.xlsx$","kind":"sessionLost"}
  {"route":"writeRange","kind":"status","status":404,"code":"InvalidSession","inner":["invalidSessionReCreatable"]}
  {"route":"addTableRows","kind":"status","status":504,"when":"after"}        the rows are there all the same
`;

export const CONTROL = `Control over HTTP, on the Graph port and without a token. Bodies and answers are JSON unless said otherwise.

  GET    /_sim/                       this text
  GET    /_sim/info                   graphUrl, uploadOrigin, account, drives, sites, groups
  POST   /_sim/token                  {expiresInSeconds, account, scopes}: {token}
  DELETE /_sim/token                  {token}: revokes it
  GET    /_sim/faults                 the faults that wait; POST adds one or a list; DELETE removes all
  GET    /_sim/clock                  {now}; POST {advance: ms} moves it
  GET    /_sim/violations             what clients did wrong; DELETE forgets it
  GET    /_sim/requests               the log, without secrets; DELETE forgets it
  GET    /_sim/sessions               upload sessions that are alive; POST {path} opens one as somebody else
  GET    /_sim/workbooks              workbook sessions that are alive; POST {openMs, saveMs, …} (see README.md) changes
                                      how workbooks are served
  GET    /_sim/workbook?path=/a.xlsx  sheets of a stored workbook; with &sheet=NAME&cell=B2 value, formula and text
  GET    /_sim/items?path=/a/b        an item with its hashes; PUT (raw bytes, or ?size=N, or ?folder=true) puts one;
                                      DELETE removes it. All with an optional &drive=ID
  GET    /_sim/content?path=/a/b      the bytes of a file
  POST   /_sim/locks                  {path, form?: "current"|"legacy", locked?: false}: 423 for writes
  POST   /_sim/quota                  {bytes, drive?}
  POST   /_sim/shares                 {path, with, owner}: gives an account access to an item of the owner's drive
  POST   /_sim/shaping                {bytesPerSecond, lineBytesPerSecond, roundTripMs, fragmentMs}
  POST   /_sim/reset                  empty drives; no sessions, faults, violations, requests

With --authority:
  GET    /_sim/authority              url, ca (PEM), clientId, tenantId, domain, accounts
  GET    /_sim/authority/requests     what clients asked of it, without secrets
  GET    /_sim/authority/failures     the failures that wait; POST adds one or a list; DELETE removes all:
                                      {at: "authorize"|"token"|"deviceCode"|"devicePoll", aadsts: 53003, error?, suberror?,
                                      claims?, times?, status?, retryAfter?, cut?: true, show?: "page"|"redirect"}
  POST   /_sim/authority/revoke       {account?, aadsts?, tokens?: "access"|"refresh"}: ends tokens, both kinds by default
  POST   /_sim/authority/challenge    {claims: JSON as text, account?}: Graph demands claims; DELETE ends it
  POST   /_sim/authority/permissions  {adminOnly?: [names], withheld?: [names]}
  POST   /_sim/authority/settings     {accessTokenSeconds?, refreshTokens?: "rotate"|"reusable"|"revokeFamily"}
  POST   /_sim/authority/reset        nobody is signed in anywhere, nothing was consented to

Example: curl -d '{"route":"fragment","kind":"status","status":503}' http://127.0.0.1:PORT/_sim/faults
`;
