import assert from 'node:assert/strict';
import { freeName, nameProblem, type NamePlace } from '../drive/names.ts';
import { rules, useSimulator } from './client.ts';

const place: NamePlace = { kind: 'business', folder: false, inRoot: true };

describe('names', () => {
  for (const character of ['"', '*', ':', '<', '>', '?', '/', '\\', '|', '\u0001', '\u007f']) {
    it(`refuses the character ${JSON.stringify(character)}`, () => {
      assert.ok(nameProblem(`a${character}b.txt`, place));
    });
  }

  for (const name of [
    '.lock',
    'desktop.ini',
    'Desktop.INI',
    'CON',
    'prn',
    'AUX',
    'nul',
    'COM0',
    'com9',
    'LPT0',
    'lpt9',
  ]) {
    it(`refuses the reserved name ${name}`, () => {
      assert.ok(nameProblem(name, place));
    });
  }

  for (const name of ['', '.', '..', ' a', 'a ', 'a.', 'a.txt.', '~$a.docx', 'a_vti_b', '_VTI_cnf', 'x'.repeat(256)]) {
    it(`refuses ${JSON.stringify(name.slice(0, 12))} by its form`, () => {
      assert.ok(nameProblem(name, place));
    });
  }

  for (const name of [
    'a.txt',
    'A B.txt',
    'é.txt',
    '.gitignore',
    'console',
    'COM10',
    'a#b%c&d',
    "it's",
    '~a',
    'x'.repeat(255),
    '日本',
  ]) {
    it(`takes ${JSON.stringify(name.slice(0, 12))}`, () => {
      assert.equal(nameProblem(name, place), undefined);
    });
  }

  it('refuses a root folder "forms" in a library only', () => {
    const library: NamePlace = { ...place, kind: 'documentLibrary', folder: true };
    assert.ok(nameProblem('Forms', library));
    assert.equal(nameProblem('Forms', { ...library, folder: false }), undefined);
    assert.equal(nameProblem('Forms', { ...library, inRoot: false }), undefined);
    assert.equal(nameProblem('Forms', { ...library, kind: 'business' }), undefined);
  });

  it('refuses a folder name that starts with ~ except on Personal', () => {
    assert.ok(nameProblem('~x', { ...place, folder: true }));
    assert.equal(nameProblem('~x', { ...place, folder: true, kind: 'personal' }), undefined);
  });

  it('numbers a name that is taken before its extension', () => {
    const taken = new Set(['a.txt', 'a 1.txt', '.rc', 'folder']);
    const isTaken = (name: string): boolean => taken.has(name);
    assert.equal(freeName('a.txt', isTaken), 'a 2.txt');
    assert.equal(freeName('.rc', isTaken), '.rc 1');
    assert.equal(freeName('folder', isTaken), 'folder 1');
  });

  describe('in a tenant that refuses # and %', () => {
    const fixture = useSimulator({ behaviours: { refuseHashAndPercent: true } });

    it('refuses such names, and blames no client, which could not know', async () => {
      const { client, sim } = fixture;
      for (const name of ['a#b', 'a%b']) {
        const reply = await client.createSession(`/${name}`);
        assert.equal(reply.refusal, '400 invalidRequest invalidPath');
      }
      assert.deepEqual(rules(sim), []);
    });
  });

  describe('over HTTP', () => {
    const fixture = useSimulator();

    it('refuses an illegal name for a file, a folder, a session and a rename', async () => {
      const { client, sim } = fixture;
      sim.putItem('/ok.txt', 'x');
      const refused = [
        await client.graph('PUT', '/me/drive/root:/a%3Fb.txt:/content', 'x'),
        await client.graph('POST', '/me/drive/root/children', { name: 'a|b', folder: {} }),
        await client.createSession('/CON'),
        await client.graph('PATCH', '/me/drive/root:/ok.txt', { name: 'desktop.ini' }),
        await client.graph('PUT', '/me/drive/root:/bad./ok.txt:/content', 'x'),
      ];
      assert.deepEqual(
        refused.map((reply) => reply.refusal),
        refused.map(() => '400 invalidRequest invalidPath'),
      );
      assert.deepEqual(rules(sim), Array(5).fill('illegalName'));
      assert.deepEqual(sim.item('/')?.children, ['ok.txt']);
    });

    it('takes a path of 400 characters and refuses one of 401', async () => {
      const { client, sim } = fixture;
      const folders = `/${'a'.repeat(199)}/${'b'.repeat(149)}/`;
      const last = 'c'.repeat(401 - folders.length);
      assert.equal((await client.graph('PUT', `/me/drive/root:${folders}${last}:/content`, 'x')).status, 201);
      const tooLong = await client.createSession(`${folders}${last}c`);
      assert.equal(tooLong.refusal, '400 invalidRequest pathIsTooLong');
      assert.deepEqual(rules(sim), ['pathTooLong']);
    });

    it('treats names that differ in case as the same and keeps the first spelling', async () => {
      const { client, sim } = fixture;
      await client.graph('PUT', '/me/drive/root:/Report.txt:/content', 'one');
      const again = await client.graph('PUT', '/me/drive/root:/REPORT.TXT:/content', 'two');
      assert.equal(again.status, 200);
      assert.equal(again.at('name'), 'Report.txt');
      assert.deepEqual(sim.item('/')?.children, ['Report.txt']);
      assert.equal(sim.item('/report.txt')?.content().toString(), 'two');
    });

    it('answers a control character in the address with a page of HTML', async () => {
      const reply = await fixture.client.graph('PUT', '/me/drive/root:/a%01b:/content', 'x');
      assert.equal(reply.status, 400);
      assert.match(reply.headers['content-type'] ?? '', /^text\/html/u);
      assert.match(reply.text, /^<!DOCTYPE html>/u);
    });
  });
});
