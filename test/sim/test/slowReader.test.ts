import assert from 'node:assert/strict';
import { useSimulator } from './client.ts';

describe('Answers that are read slowly', () => {
  const own = useSimulator();

  it('leave no listeners behind, however many pieces they have', async () => {
    const size = 16 * 1024 * 1024;
    own.sim.putItem('/large.bin', { size });
    const item = await own.client.graph('GET', '/me/drive/root:/large.bin');
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', listen);
    try {
      const reply = await own.client.send({ method: 'GET', url: item.textAt('@microsoft.graph.downloadUrl') });
      assert.equal(reply.text.length, size);
    } finally {
      process.off('warning', listen);
    }
    assert.deepEqual(warnings, []);
  });
});
