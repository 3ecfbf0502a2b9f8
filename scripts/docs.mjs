// Every link between the documents and every path they name leads somewhere.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

const inDocs = fs.readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`);
const documents = ['README.md', 'CONTRIBUTING.md', ...inDocs].filter((file) => file.endsWith('.md'));

const broken = documents.flatMap((file) => {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, to]) => to).filter((to) => !/^([a-z]+:|\/)/.test(to));
  const paths = [...text.matchAll(/`((?:packages|scripts|examples|docs)\/[\w./-]+)`/g)].map(([, to]) => to);
  return [...links.map((to) => path.join(path.dirname(file), to)), ...paths]
    .filter((to) => !fs.existsSync(path.join(root, to)))
    .map((to) => `${file} names ${to}, which is not there`);
});

for (const line of broken) console.error(line);
console.log(`${documents.length} documents`);
process.exitCode = broken.length ? 1 : 0;
