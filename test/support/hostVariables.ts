/** Environment variables through which a launcher talks to the tests inside the extension host. */
export const hostVariables = {
  /** Only tests whose title contains this. */
  grep: 'ONEDRIVE_TEST_GREP',
  /** Where the counts are written. */
  summaryFile: 'ONEDRIVE_TEST_SUMMARY',
  /** What the bench's host part is to do, as JSON. */
  benchJob: 'ONEDRIVE_BENCH_JOB',
} as const;
