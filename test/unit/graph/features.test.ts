import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CloudId } from '../../../src/graph/clouds.ts';
import { CloudFeatureError, hasFeature, requireFeature } from '../../../src/graph/features.ts';
import type { CloudFeature } from '../../../src/graph/features.ts';

const clouds: readonly CloudId[] = ['global', 'usGovL4', 'usGovL5', 'china', 'custom'];
const offered: Readonly<Record<CloudFeature, readonly CloudId[]>> = {
  workbooks: ['global', 'usGovL4', 'usGovL5', 'custom'],
  personalAccounts: ['global', 'custom'],
};

describe('features of clouds', () => {
  for (const feature of ['workbooks', 'personalAccounts'] as const) {
    for (const id of clouds) {
      const has = offered[feature].includes(id);
      it(`${feature} are ${has ? 'offered' : 'refused before any request'} in ${id}`, () => {
        assert.equal(hasFeature({ id }, feature), has);
        if (has) {
          requireFeature({ id }, feature);
        } else {
          assert.throws(
            () => requireFeature({ id }, feature),
            (error) => error instanceof CloudFeatureError && error.feature === feature && error.cloud === id,
          );
        }
      });
    }
  }
});
