import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerFor } from './receiving.ts';

// Height of the camera, layers that are sent, height looked at: which of Janus' three.
for (const [height, layers, wanted, layer] of [
  [720, 3, Infinity, 2], [720, 3, 720, 2], [720, 3, 500, 2], [720, 3, 400, 1], [720, 3, 360, 1], [720, 3, 250, 1], [720, 3, 200, 0], [720, 3, 90, 0],
  [480, 2, 480, 2], [480, 2, 240, 1], [480, 2, 90, 1], [240, 1, 90, 2], [720, 3, 0, 0],
] as const) {
  test(`of ${layers} layers of a picture of ${height} lines, one who looks at ${wanted} gets number ${layer}`, () => { assert.equal(layerFor({ height, layers }, wanted), layer); });
}
