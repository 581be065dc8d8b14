import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { DetourMemory } from '../../../../src/node/http/detourMemory.ts';
import { MemoryDetours } from '../../../support/memoryDetours.ts';

const graph = 'https://graph.microsoft.com';
const day = 24 * 60 * 60 * 1000;

function learned(memory: DetourMemory, origin = graph): DetourMemory {
  memory.learn(origin);
  memory.learn(origin);
  return memory;
}

describe('DetourMemory', () => {
  let world: MemoryDetours;
  beforeEach(() => {
    world = new MemoryDetours();
  });

  it('knows a detour when it has helped twice in a row', () => {
    const memory = world.open();
    assert.equal(memory.learn(graph), false);
    assert.equal(memory.has(graph), false);
    memory.forget(graph);
    assert.equal(memory.learn(graph), false);
    assert.equal(memory.learn(graph), true);
    assert.equal(memory.has(graph), true);
    assert.equal(memory.has('https://other.example'), false);
  });

  it('knows it in the next window, for a day', () => {
    learned(world.open());
    const memory = world.open();
    world.clock.advance(day - 1);
    assert.equal(memory.has(graph), true);
    world.clock.advance(1);
    assert.equal(memory.has(graph), false);
  });

  it('knows it in its own network only', () => {
    const memory = learned(world.open());
    world.move('home');
    assert.equal(memory.has(graph), false);
    world.move('office');
    assert.equal(memory.has(graph), true);
  });

  it('forgets it, in the store too', () => {
    const memory = learned(world.open());
    memory.forget('https://other.example');
    assert.equal(memory.has(graph), true);
    memory.forget(graph);
    assert.equal(memory.has(graph), false);
    assert.deepEqual(world.stored, []);
  });

  it('keeps the latest of many hosts and networks', () => {
    const memory = world.open();
    for (let index = 0; index < 40; index++) {
      learned(memory, `https://h${index}`);
    }
    assert.equal(memory.has('https://h7'), false);
    assert.equal(memory.has('https://h8'), true);
    for (let index = 0; index < 7; index++) {
      world.move(`network ${index}`);
      learned(memory);
    }
    world.move('office');
    assert.equal(memory.has('https://h8'), true);
    world.move('network 7');
    learned(memory);
    world.move('office');
    assert.equal(memory.has('https://h8'), false);
    assert.ok(JSON.stringify(world.stored).length < 4000);
  });

  it('does not help offline, nor for a minute where it just did not, unless the network changes', () => {
    const memory = world.open();
    assert.equal(memory.mayHelp(graph), true);
    memory.block(graph);
    assert.equal(memory.mayHelp(graph), false);
    assert.equal(memory.mayHelp('https://other.example'), true);
    world.move('home');
    assert.equal(memory.mayHelp(graph), true);
    world.move('office', false);
    assert.equal(memory.mayHelp('https://other.example'), false);
    world.move('office');
    assert.equal(memory.mayHelp(graph), false);
    world.clock.advance(60_000);
    assert.equal(memory.mayHelp(graph), true);
  });

  it('does without what it cannot read', () => {
    for (const stored of [
      undefined,
      'x',
      { network: 'office' },
      [1],
      [{ network: 'office', origins: { [graph]: 'x' } }],
    ]) {
      world.stored = stored;
      assert.equal(world.open().has(graph), false);
    }
  });

  it('goes on when it cannot be kept', async () => {
    world.failure = new Error('full');
    assert.equal(learned(world.open()).has(graph), true);
    await Promise.resolve();
    assert.equal(world.log.text, 'warn the way to the network cannot be kept: full');
  });
});
