import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { systemClock } from '../../../src/base/clock.ts';
import { systemRandom } from '../../../src/base/random.ts';
import { TextFolder } from '../../../src/node/textFiles.ts';
import { useTempFolder } from '../../support/tempFolder.ts';

describe('TextFolder', () => {
  const temp = useTempFolder();
  const open = (): Promise<TextFolder> =>
    TextFolder.open(join(temp(), 'urls'), { clock: systemClock, random: systemRandom });

  it('keeps texts for the owner only', async () => {
    const texts = await open();
    assert.equal(await texts.get('a'), undefined);
    await texts.store('a', 'first');
    await texts.store('a', 'second');
    await texts.store('b', 'other');
    const again = await open();
    assert.equal(await again.get('a'), 'second');
    assert.deepEqual((await again.keys()).toSorted(), ['a', 'b']);
    assert.equal((await stat(join(temp(), 'urls'))).mode & 0o777, 0o700);
    assert.equal((await stat(join(temp(), 'urls', 'a'))).mode & 0o777, 0o600);
  });

  it('deletes them without a trace, also what is not there', async () => {
    const texts = await open();
    await texts.store('a', 'text');
    await texts.delete('a');
    await texts.delete('a');
    assert.deepEqual(await readdir(join(temp(), 'urls')), []);
  });

  it('counts nothing that a crash left half written', async () => {
    const texts = await open();
    await writeFile(join(temp(), 'urls', 'a.1.tmp'), 'ha');
    assert.deepEqual(await texts.keys(), []);
  });
});
