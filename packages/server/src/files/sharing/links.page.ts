import { createHash } from 'node:crypto';

export type PageState = 'open' | 'unknown' | 'expired' | 'revoked' | 'exhausted' | 'gone' | 'checking' | 'wrong' | 'slow';
export type PageLanguage = 'en' | 'de' | 'fr' | 'es' | 'ar';

interface Words extends Record<Exclude<PageState, 'open'>, string> { title: string; password: string; download: string; until: string }

const words: Record<PageLanguage, Words> = {
  en: {
    title: 'Shared file', password: 'Password', download: 'Download', until: 'Available until', unknown: 'This link leads nowhere. Check that it is complete.', expired: 'This link has expired.',
    revoked: 'This link was withdrawn by the person who shared it.', exhausted: 'This file has been downloaded as often as this link allows.', gone: 'The file is no longer available.',
    checking: 'The file is being checked. Try again in a moment.', wrong: 'That password is not right.', slow: 'Too many attempts. Try again in ten minutes.',
  },
  de: {
    title: 'Freigegebene Datei', password: 'Passwort', download: 'Herunterladen', until: 'Verfügbar bis', unknown: 'Dieser Link führt nirgendwohin. Prüfen Sie, ob er vollständig ist.', expired: 'Dieser Link ist abgelaufen.',
    revoked: 'Dieser Link wurde von der Person zurückgezogen, die ihn geteilt hat.', exhausted: 'Diese Datei wurde so oft heruntergeladen, wie dieser Link es erlaubt.', gone: 'Die Datei ist nicht mehr verfügbar.',
    checking: 'Die Datei wird gerade geprüft. Versuchen Sie es gleich noch einmal.', wrong: 'Das Passwort stimmt nicht.', slow: 'Zu viele Versuche. Versuchen Sie es in zehn Minuten noch einmal.',
  },
  fr: {
    title: 'Fichier partagé', password: 'Mot de passe', download: 'Télécharger', until: 'Disponible jusqu’au', unknown: 'Ce lien ne mène nulle part. Vérifiez qu’il est complet.', expired: 'Ce lien a expiré.',
    revoked: 'Ce lien a été retiré par la personne qui l’a partagé.', exhausted: 'Ce fichier a été téléchargé autant de fois que ce lien le permet.', gone: 'Le fichier n’est plus disponible.',
    checking: 'Le fichier est en cours de vérification. Réessayez dans un instant.', wrong: 'Ce mot de passe n’est pas correct.', slow: 'Trop de tentatives. Réessayez dans dix minutes.',
  },
  es: {
    title: 'Archivo compartido', password: 'Contraseña', download: 'Descargar', until: 'Disponible hasta el', unknown: 'Este enlace no lleva a ninguna parte. Compruebe que esté completo.', expired: 'Este enlace ha caducado.',
    revoked: 'La persona que compartió este enlace lo ha retirado.', exhausted: 'Este archivo ya se ha descargado tantas veces como permite el enlace.', gone: 'El archivo ya no está disponible.',
    checking: 'El archivo se está comprobando. Inténtelo de nuevo en un momento.', wrong: 'La contraseña no es correcta.', slow: 'Demasiados intentos. Inténtelo de nuevo dentro de diez minutos.',
  },
  ar: {
    title: 'ملف مُشارَك', password: 'كلمة المرور', download: 'تنزيل', until: 'متاح حتى', unknown: 'هذا الرابط لا يؤدي إلى أي ملف. تأكّد من أنه كامل.', expired: 'انتهت صلاحية هذا الرابط.',
    revoked: 'سحب هذا الرابطَ الشخصُ الذي شاركه.', exhausted: 'نُزِّل هذا الملف بعدد المرات الذي يسمح به الرابط.', gone: 'لم يعد الملف متاحًا.',
    checking: 'يجري فحص الملف. حاول مجددًا بعد لحظات.', wrong: 'كلمة المرور غير صحيحة.', slow: 'محاولات كثيرة جدًا. حاول مجددًا بعد عشر دقائق.',
  },
};

/** The one of ours that a browser asks for first; English where it asks for none. */
export function languageOf(header: string): PageLanguage {
  const asked = header.slice(0, 500).split(',').map((part, order) => ({ tag: part.trim().split(/[-;]/)[0]!.toLowerCase(), weight: Number(/;\s*q=([\d.]+)/.exec(part)?.[1] ?? 1), order }));
  const known = asked.filter(({ tag, weight }) => Object.hasOwn(words, tag) && weight > 0).sort((a, b) => b.weight - a.weight || a.order - b.order);
  return (known[0]?.tag ?? 'en') as PageLanguage;
}

const styles = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { margin: 0; min-block-size: 100dvh; display: grid; place-items: center; background: light-dark(#f4f5f7, #16181d); color: light-dark(#1c1f26, #eceef2); }
  main { box-sizing: border-box; inline-size: min(26rem, 100% - 2rem); margin-block: 1rem; padding: 2rem; border-radius: 0.75rem; background: light-dark(#fff, #20232a); box-shadow: 0 1px 4px rgb(0 0 0 / 20%); }
  h1 { margin: 0; font-size: 1.25rem; overflow-wrap: anywhere; }
  p { margin-block: 0.5rem 0; color: light-dark(#565d6b, #a9b0bd); }
  p[role=alert] { color: light-dark(#b3261e, #ff9d94); }
  form { display: grid; gap: 0.75rem; margin-block-start: 1.5rem; }
  label { display: grid; gap: 0.25rem; font-weight: 600; }
  input, button { box-sizing: border-box; min-block-size: 2.75rem; padding-inline: 0.75rem; border-radius: 0.5rem; font: inherit; }
  input { border: 1px solid light-dark(#767d8b, #868e9c); background: transparent; color: inherit; }
  button { border: 0; background: light-dark(#1f5fd1, #7fb0ff); color: light-dark(#fff, #10131a); font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 2px solid light-dark(#1f5fd1, #7fb0ff); outline-offset: 2px; }
`;

/** What the page's policy allows of styles. */
export const stylesHash = `sha256-${createHash('sha256').update(styles).digest('base64')}`;

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

function sizeOf(bytes: number, language: PageLanguage): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[power]!, unitDisplay: 'short', maximumFractionDigits: power < 2 ? 0 : 1 }).format(bytes / 1000 ** power);
}

export interface PageFile { name: string; bytes: number; expiresAt: Date; hasPassword: boolean }

/** What a link has become is said without the file's name. */
export function pageOf(language: PageLanguage, state: PageState, file: PageFile | undefined): string {
  const say = words[language], isOpen = file && ['open', 'wrong', 'slow', 'checking'].includes(state);
  const until = file && new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(file.expiresAt);
  const problem = state === 'open' ? '' : `<p role="alert">${escaped(say[state])}</p>`;
  const form = isOpen && state !== 'checking' ? `<form method="post">${file.hasPassword ? `<label>${escaped(say.password)}<input type="password" name="password" required maxlength="200" autocomplete="off"></label>` : ''}<button>${escaped(say.download)}</button></form>` : '';
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(say.title)}</title><style>${styles}</style></head>
<body><main><h1>${isOpen ? `<bdi>${escaped(file.name)}</bdi>` : escaped(say.title)}</h1>${isOpen ? `<p>${escaped(sizeOf(file.bytes, language))} · ${escaped(say.until)} <time datetime="${file.expiresAt.toISOString()}">${escaped(until!)} UTC</time></p>` : ''}${problem}${form}</main></body>
</html>
`;
}
