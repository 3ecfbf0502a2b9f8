import { after, before } from 'node:test';
import { startRedis, type TestRedis } from '../testing/redis.ts';
import { redisCarrier } from './carrier.redis.ts';
import { testCluster } from './cluster.testing.ts';

let redis: TestRedis;
before(async () => { redis = await startRedis(); });
testCluster(() => (listener) => redisCarrier(redis.url, 'test')(listener), {
  losesWords: false,
  cut: async () => {
    await redis.kill(); // with all that it had
    await redis.start();
  },
});
after(() => redis.stop());
