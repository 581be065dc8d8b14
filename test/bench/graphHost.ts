/** The address that is built into rclone. */
export const graphHost = 'graph.microsoft.com';
