/** Limits that fail the build or the tests when they are passed. */
export const budgets = {
  /** Minified code that `activate` loads, bytes. */
  activationCode: 16_000,
  /** Minified code that is loaded when the extension is used first, bytes. */
  appCode: 530_000,
  /** Minified code of the HTTP library, bytes. */
  httpCode: 315_000,
  /** Minified code of the sign-in library, bytes. */
  signInCode: 180_000,
  /** The packaged extension, bytes. */
  vsix: 380_000,
  /** Lower quartile of the processor time of `activate` in the extension host, including the loading of the code, milliseconds. */
  activationTime: 8,
};

/** Everything that the packaged extension holds. */
export const packagedFiles = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/app.cjs',
  'extension/dist/extension.cjs',
  'extension/dist/msal.cjs',
  'extension/dist/undici.cjs',
  'extension/media/icon.png',
  'extension/media/l10n/bundle.l10n.json',
  'extension/media/view.svg',
  'extension/media/walkthrough/register.md',
  'extension/media/walkthrough/sign-in.md',
  'extension/media/walkthrough/token.md',
  'extension/media/walkthrough/upload.md',
  'extension/media/walkthrough/workbook.md',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
];
