// Every text of the elements is there in every language: words.mjs fails where one is missing, words.mjs --write adds the lines to fill in
// and puts all in order, also after a merge (.gitattributes lets git keep the lines of both sides).
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './run.mjs';

const sources = 'packages/elements/src';
const folder = `${sources}/base/languages`;
const problems = [];

/** Text → languages without it. */
const missing = new Map();
/** Text → where it stands, and whether it is counted. */
const texts = new Map();

const textOf = (node) => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTaggedTemplateExpression(node) || node.tag.getText() !== 'str') return undefined;
  const { template } = node;
  return ts.isTemplateExpression(template) ? template.head.text + template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join('') : template.text;
};

function readTexts(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const placeOf = (node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const add = (node, isCounted) => {
    const text = textOf(node);
    if (text === undefined) problems.push(`${placeOf(node)}: a text is a literal, or str\`…\``);
    else if (texts.get(text)?.isCounted === !isCounted) problems.push(`${placeOf(node)}: ${JSON.stringify(text)} is counted here and not at ${texts.get(text).place}, or the other way round`);
    else if (!texts.has(text)) texts.set(text, { place: placeOf(node), isCounted });
  };
  const visit = (node) => {
    const called = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : '';
    if (called === 'msg') add(node.arguments[0], false);
    if (called === 'plural') {
      const forms = node.arguments[2]?.properties ?? [];
      const other = forms.find(({ name }) => name.text === 'other');
      if (forms.some(({ initializer }) => ts.isCallExpression(initializer))) problems.push(`${placeOf(node)}: inside plural() a form is str\`…\`, without msg(): languages have more forms than English`);
      else if (other) add(other.initializer, true);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

for (const file of fs.readdirSync(path.join(root, sources), { recursive: true, encoding: 'utf8' })) {
  if (/\.ts$/.test(file) && !/\.(test|stories|fixture)\.ts$|^testing\/|^base\/local/.test(file)) readTexts(path.posix.join(sources, file));
}

/** Millions in French and Spanish ("de") and the like: nothing here is counted that far. */
const isNeeded = (language, form) => form !== 'many' || language === 'ar';
const formsOf = (language) => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return ['zero', 'one', 'two', 'few', 'many', 'other'].filter((form) => pluralCategories.includes(form) && isNeeded(language, form));
};
const valuesIn = (text) => [...new Set(text.match(/\{\d\}/g))].sort().join();

function readWords(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(root, folder, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const words = new Map();
  const objectOf = (node) => node.properties.map(({ name, initializer }) => [name.text, ts.isObjectLiteralExpression(initializer) ? Object.fromEntries(objectOf(initializer)) : initializer.text]);
  ts.forEachChild(source, (node) => {
    if (!ts.isVariableStatement(node)) return;
    // Of a line that was merged twice, the one that is filled in.
    for (const [text, said] of objectOf(node.declarationList.declarations[0].initializer)) if (said || !words.has(text)) words.set(text, said);
  });
  return words;
}

function check(language, words) {
  const file = `${folder}/${language}.ts`;
  for (const [text, { isCounted }] of texts) {
    const said = words.get(text);
    const name = JSON.stringify(text);
    const forms = isCounted ? formsOf(language).map((form) => said?.[form]) : [said];
    if (isCounted ? typeof said !== 'object' || forms.some((form) => !form) : typeof said !== 'string' || !said) missing.set(text, [...(missing.get(text) ?? []), language]);
    else if (valuesIn(isCounted ? said.other : said) !== valuesIn(text)) problems.push(`${file}: ${name} is translated with other values than ${valuesIn(text) || 'none'}`);
  }
  for (const text of words.keys()) if (!texts.has(text)) problems.push(`${file}: ${JSON.stringify(text)} is no text any more`);
}

const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const wordsWritten = (said) => (typeof said === 'object' ? `{ ${Object.entries(said).map(([form, text]) => `${form}: ${quoted(text)}`).join(', ')} }` : quoted(said));

/** The file as it should be: by the alphabet, whatever the machine's language. */
function fileOf(language, words) {
  const lines = [...texts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([text, { isCounted }]) => {
    const said = words.get(text);
    const forms = isCounted && Object.fromEntries(formsOf(language).map((form) => [form, said?.[form] ?? '']));
    return `  ${quoted(text)}: ${wordsWritten(forms || (typeof said === 'string' ? said : ''))},\n`;
  });
  return `import type { Words } from '../languages.ts';\n\nexport const words: Words = {\n${lines.join('')}};\n`;
}

const languages = fs.readdirSync(path.join(root, folder)).map((file) => path.basename(file, '.ts'));
for (const language of languages) {
  const file = path.join(root, folder, `${language}.ts`);
  const words = readWords(`${language}.ts`);
  const ordered = fileOf(language, words);
  if (process.argv.includes('--write')) fs.writeFileSync(file, ordered);
  check(language, readWords(`${language}.ts`));
  if (fs.readFileSync(file, 'utf8') !== ordered) problems.push(`${folder}/${language}.ts: not in order`);
}
for (const [text, those] of missing) problems.push(`${texts.get(text).place}: ${JSON.stringify(text)} is missing in ${those.join(', ')}${texts.get(text).isCounted ? ', or a form of it' : ''}`);
for (const line of problems) console.error(line);
if (problems.length) console.error(`\nnode scripts/words.mjs --write adds the lines that are missing to ${folder}, empty, and takes out those that nobody uses; then fill them in.`);
console.log(`${texts.size} texts in ${languages.length + 1} languages`);
process.exitCode = problems.length ? 1 : 0;
