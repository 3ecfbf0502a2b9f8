import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraConstraints, microphoneConstraints, screenConstraints, withoutBounds } from './constraints.ts';

test('a microphone is asked for clean speech at 48 kHz in mono', () => {
  assert.deepEqual(microphoneConstraints(), { echoCancellation: true, autoGainControl: true, noiseSuppression: true, sampleRate: { ideal: 48_000 }, channelCount: { ideal: 1 } });
  const own = microphoneConstraints({ deviceId: 'headset', suppressesNoise: false });
  assert.deepEqual([own.deviceId, own.noiseSuppression, own.echoCancellation], [{ exact: 'headset' }, false, true]);
});

test('a camera is asked for 720p at 30 frames a second, between 320×240 at 15 and 1920×1080 at 30', () => {
  assert.deepEqual(cameraConstraints(), { width: { min: 320, ideal: 1280, max: 1920 }, height: { min: 240, ideal: 720, max: 1080 }, frameRate: { min: 15, ideal: 30, max: 30 } });
  assert.deepEqual((cameraConstraints({ resolution: '1080p' }).height as ConstrainULongRange).ideal, 1080);
  assert.deepEqual((cameraConstraints({ resolution: '240p' }).frameRate as ConstrainDoubleRange).ideal, 15);
});

test('a phone shows the front or the back, and a camera that was chosen goes before that', () => {
  assert.deepEqual(cameraConstraints({ facing: 'environment' }).facingMode, { ideal: 'environment' });
  const chosen = cameraConstraints({ facing: 'user', deviceId: 'usb' });
  assert.deepEqual([chosen.deviceId, chosen.facingMode], [{ exact: 'usb' }, undefined]);
});

test('a camera that can do less is asked for as near as it comes, and for itself', () => {
  assert.deepEqual(withoutBounds(cameraConstraints({ deviceId: 'old', resolution: '480p' })), { width: { ideal: 854 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, deviceId: { exact: 'old' } });
});

test('a screen is not larger than 1080p', () => { assert.deepEqual((screenConstraints().height as ConstrainULongRange).max, 1080); });

test('where a room says how high pictures are, nothing above it is asked of a camera or a screen', () => {
  const camera = cameraConstraints({ mostHeight: 360 }), low = cameraConstraints({ resolution: '1080p', mostHeight: 144 });
  assert.deepEqual([camera.height, camera.width], [{ min: 240, ideal: 360, max: 360 }, { min: 320, ideal: 640, max: 640 }]);
  assert.deepEqual([low.height, low.width], [{ min: 144, ideal: 144, max: 144 }, { min: 256, ideal: 256, max: 256 }]);
  assert.deepEqual([cameraConstraints({ mostHeight: 2160 }).height, screenConstraints(720).height], [{ min: 240, ideal: 720, max: 1080 }, { max: 720 }]);
});
