import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isSameDrive } from '../../../src/graph/driveIds.ts';

describe('isSameDrive', () => {
  it('knows a personal drive by its id in either case', () => {
    assert.equal(isSameDrive('0A1B2C3D4E5F6071', '0a1b2c3d4e5f6071'), true);
  });

  it('knows a personal drive whose id lost the zero that it begins with', () => {
    assert.equal(isSameDrive('A1B2C3D4E5F6071', '0A1B2C3D4E5F6071'), true);
  });

  it('tells drives apart, and compares other ids as they are', () => {
    assert.equal(isSameDrive('0A1B2C3D4E5F6071', '1A1B2C3D4E5F6071'), false);
    assert.equal(isSameDrive('b!AbC', 'b!AbC'), true);
    assert.equal(isSameDrive('b!AbC', 'b!abc'), false);
  });
});
