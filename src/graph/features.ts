import type { Cloud, CloudId } from './clouds.ts';

/** What not every cloud offers. */
export type CloudFeature = 'workbooks' | 'personalAccounts';

/**
 * Clouds that lack a feature. Whoever runs a custom cloud knows what it has.
 * Source: learn.microsoft.com/graph/deployments, and the table of national clouds on the page of each request:
 * sessions of workbooks are not in China, personal accounts in none but the global cloud.
 */
const lackedBy: Readonly<Record<CloudFeature, readonly CloudId[]>> = {
  workbooks: ['china'],
  personalAccounts: ['usGovL4', 'usGovL5', 'china'],
};

/** The cloud does not have what was asked for: nothing was sent. */
export class CloudFeatureError extends Error {
  override readonly name = 'CloudFeatureError';
  readonly feature: CloudFeature;
  readonly cloud: CloudId;

  constructor(feature: CloudFeature, cloud: CloudId) {
    super(`${feature}: not in the cloud ${cloud}`);
    this.feature = feature;
    this.cloud = cloud;
  }
}

export function hasFeature({ id }: Pick<Cloud, 'id'>, feature: CloudFeature): boolean {
  return !lackedBy[feature].includes(id);
}

/** To be called before the first request that needs the feature. @throws {CloudFeatureError} */
export function requireFeature(cloud: Pick<Cloud, 'id'>, feature: CloudFeature): void {
  if (!hasFeature(cloud, feature)) {
    throw new CloudFeatureError(feature, cloud.id);
  }
}
