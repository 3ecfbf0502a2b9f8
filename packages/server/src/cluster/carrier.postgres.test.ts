import pg from 'pg';
import { connectionOf } from '../database.ts';
import { postgresCarrier } from './carrier.postgres.ts';
import { testCluster } from './cluster.testing.ts';

testCluster(postgresCarrier, {
  losesWords: true,
  cut: async (address) => {
    const client = new pg.Client(connectionOf(address, 'app'));
    await client.connect();
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like \'%pg_notify%\' and pid <> pg_backend_pid()');
    await client.end();
  },
});
