import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

/** Tenants, their users and their roles: what every feature refers to. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tenants (
      tenant_id text primary key check (length(tenant_id) between 1 and 320),
      created_at timestamptz not null default now()
    );
    create table users (
      tenant_id text not null references tenants,
      id text not null check (length(id) between 1 and 320),
      name text not null,
      avatar text,
      is_placeholder boolean not null default false,
      roles text[] not null default '{}',
      groups text[] not null default '{}',
      created_at timestamptz not null default now(),
      last_seen_at timestamptz,
      primary key (tenant_id, id)
    );
    create table roles (
      tenant_id text not null references tenants,
      role text not null check (length(role) between 1 and 100),
      permissions text[] not null,
      primary key (tenant_id, role)
    );
    create table audit_entries (
      tenant_id text not null references tenants,
      id bigint generated always as identity,
      at timestamptz not null default now(),
      user_id text not null,
      action text not null,
      details jsonb not null,
      primary key (tenant_id, id)
    );
    comment on table audit_entries is 'what cannot be seen any more, and who did it';
    comment on column users.is_placeholder is 'named by somebody, never seen';
    comment on column users.last_seen_at is 'to the day: when a token of this user was last opened';
  `);
  await secureTables(knex, ['tenants', 'users', 'roles', 'audit_entries']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit_entries, roles, users, tenants');
}
