const { CORRIDOR_URL, CORRIDOR_API_KEY, USER_TOKEN } = process.env;

async function ask(token, method, path, body) {
  const answer = await fetch(`${CORRIDOR_URL}/api/v1${path}`, { method, body: JSON.stringify(body), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

// The back end, whenever something has changed in the ERP: what is left out stays, null takes a key away.
const tell = (id, metadata) => ask(CORRIDOR_API_KEY, 'PATCH', '/records/metadata', { record: { type: 'purchase-order', id }, metadata });
await tell('PO-1042', { status: 'late', amount: 12_500, supplier: 'ACME Steel', delivery: '2026-12-12' });
await tell('PO-1043', { status: 'late', amount: 900, supplier: 'ACME Steel', delivery: '2026-12-01', closedBy: null });

// A page, for the person who is signed in: conversations of late orders above 10,000 from suppliers that begin with ACME, not closed by anybody.
const wanted = { status: 'late', amount: { above: 10_000 }, supplier: { prefix: 'ACME' }, closedBy: null };
const { items } = await ask(USER_TOKEN, 'POST', '/records/places', { record: { type: 'purchase-order', id: '*' }, subset: true, metadata: wanted });
for (const { record, metadata } of items) console.log(record.id, metadata.delivery);
