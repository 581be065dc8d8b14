/** Environment variables through which a launcher talks to the tests inside the extension host. */
export const hostVariables = {
  /** Only tests whose title contains this. */
  grep: 'ONEDRIVE_TEST_GREP',
  /** Where the counts are written. */
  summaryFile: 'ONEDRIVE_TEST_SUMMARY',
} as const;
