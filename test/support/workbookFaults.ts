/** How Excel for the web says that a request took too long; it can still have been carried out. */
export const late = {
  kind: 'status',
  status: 504,
  code: 'MaxRequestDurationExceeded',
  inner: ['gatewayTimeoutUncategorized'],
} as const;
