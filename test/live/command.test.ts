import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'mocha';
import { useTempFolder } from '../support/tempFolder.ts';
import { liveCommand } from './command.ts';
import { hostKindOf } from './hostKinds.ts';

const never = new AbortController().signal;

describe('npm run test:live', () => {
  const folder = useTempFolder();
  let said: string[];
  let asked: string[];

  beforeEach(() => {
    said = [];
    asked = [];
  });

  function run(args: readonly string[], answer = false, environment: NodeJS.ProcessEnv = {}): Promise<number> {
    const confirm = (question: string): Promise<boolean> => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    const out = join(folder(), 'out');
    return liveCommand(args, { environment, say: (line) => said.push(line), confirm, out }, never);
  }

  it('signs in by device code to the simulator, checks it and writes the report', async () => {
    assert.equal(await run(['--simulator', '--drive', 'personal'], true), 0);
    assert.deepEqual(asked, ['Begin? (y/N) ']);
    const report = await readFile(join(folder(), 'out', 'report.md'), 'utf8');
    assert.match(report, /simulator, personal drive, permissions: Files\.ReadWrite/u);
    assert.match(report, /\d\d findings as the simulator has them, 0 others/u);
    assert.match(await readFile(join(folder(), 'out', 'requests.log'), 'utf8'), /PUT fragment 202/u);
    assert.ok(said.some((line) => line.includes(report)));
  });

  it('says what it will do and does nothing without a yes', async () => {
    assert.equal(await run(['--client-id', 'x']), 0);
    assert.match(said.join('\n'), /in a new folder of its own.*removes the folder.*Nothing was done\.$/su);
    assert.deepEqual(asked, ['Begin? (y/N) ']);
    assert.deepEqual(await readdir(folder()), []);
  });

  it('says that a second folder is made where a link leads', async () => {
    assert.equal(await run(['--client-id', 'x', '--folder', 'https://contoso.sharepoint.com/f']), 0);
    assert.match(said.join('\n'), /A second folder is made and removed in the one of the link/u);
  });

  it('explains itself', async () => {
    assert.equal(await run(['--help']), 0);
    assert.match(said.join('\n'), /Usage: npm run test:live/u);
  });

  for (const [args, complaint] of [
    [[], 'Give --client-id or ONEDRIVE_TOKEN'],
    [['--client-id', 'x', '--cloud', 'mars'], '--cloud is one of global'],
    [['--client-id', 'x', '--cloud', 'custom'], 'custom cloud: graph: missing'],
    [['--client-id', 'x', '--folder', 'Shared'], '--folder is no link'],
    [['--simulator', '--drive', 'floppy'], '--drive is business'],
    [['--token', 'secret'], "Unknown option '--token'"],
  ] as const) {
    it(`complains about ${args.join(' ') || 'nothing at all'}`, async () => {
      assert.equal(await run(args, true), 2);
      assert.ok(said.join('\n').startsWith(complaint), said.join('\n'));
      assert.deepEqual(asked, []);
    });
  }

  it('takes a token from the environment, and says when it is none', async () => {
    assert.equal(await run(['--yes'], false, { ONEDRIVE_TOKEN: 'two words' }), 1);
    assert.equal(said.at(-1), 'The sign-in failed: TokenTextError.');
    assert.deepEqual(asked, []);
  });

  it('says when a sign-in is not possible', async () => {
    const args = ['--yes', '--client-id', 'x', '--cloud', 'china', '--tenant', 'consumers'];
    assert.equal(await run(args), 1);
    assert.equal(said.at(-1), 'The sign-in failed: sign-in: accountTypeNotInCloud.');
  });

  it('stops at Ctrl+C, tidies up and says so', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--simulator', '--yes'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (part.includes('A file of 100 MiB')) {
        child.kill('SIGINT');
        child.kill('SIGINT');
      }
    });
    await once(child, 'close');
    assert.equal(child.exitCode, 1);
    assert.match(output, /what was made is removed first .*Removing everything.*\*\*It was stopped\.\*\*/su);
    assert.doesNotMatch(output, /is left|interrupted and resumed/u);
  });

  it('takes no answer for a no', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--client-id', 'x'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.match(await text(child.stdout), /Nothing was done\.\s*$/u);
  });
});

describe('The kind of an upload host', () => {
  for (const [host, kind] of [
    ['contoso-my.sharepoint.com', '{tenant}-my.sharepoint'],
    ['contoso.sharepoint.us', '{tenant}.sharepoint'],
    ['contoso.sharepoint-mil.us', '{tenant}.sharepoint'],
    ['ab12.up.1drv.com', '*.up.1drv.com'],
    ['api.onedrive.com', 'api.onedrive.com'],
    ['my.microsoftpersonalcontent.com', '*.microsoftpersonalcontent.com'],
    ['secret.name.example.com', 'another one, below example.com'],
  ] as const) {
    it(`is told without the tenant: ${kind}`, () => {
      assert.equal(hostKindOf(new URL(`https://${host}/up?tempauth=x`)), kind);
    });
  }
});
