import { html, type TemplateResult } from 'lit';
import { msg } from '../base/localisation.ts';
import { defaultSettings, type RecordingSettings } from './microphone.ts';

const key = 'corridor-voice';

/** What was chosen in this browser; `first` holds for what was not. */
export function readSettings(first: Partial<RecordingSettings>): RecordingSettings {
  try {
    return { ...defaultSettings, ...first, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<RecordingSettings>) };
  } catch {
    return { ...defaultSettings, ...first };
  }
}

export function keepSettings(settings: Partial<RecordingSettings>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...(JSON.parse(localStorage.getItem(key) ?? '{}') as object), ...settings }));
  } catch {
    // They hold until the page is left.
  }
}

/** Microphones by name. Browsers tell them only once the microphone was allowed. */
export const microphones = async (): Promise<MediaDeviceInfo[]> =>
  ((await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? []).filter(({ kind, deviceId, label }) => kind === 'audioinput' && deviceId && label);

/** How it is recorded, to be changed before it begins. */
export function settingsForm(settings: RecordingSettings, devices: readonly MediaDeviceInfo[], change: (changed: Partial<RecordingSettings>) => void): TemplateResult {
  const check = (name: 'echoCancellation' | 'noiseSuppression' | 'autoGainControl' | 'trimsSilence', label: string) => html`<label class="choice">
    <input type="checkbox" .checked=${settings[name]} @change=${(event: Event) => change({ [name]: (event.target as HTMLInputElement).checked })} />${label}</label>`;
  const choose = (label: string, value: string, options: [string, string][], set: (value: string) => void) => html`<label>${label}
    <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>${options.map(([id, name]) => html`<option value=${id} ?selected=${id === value}>${name}</option>`)}</select></label>`;
  return html`<div class="settings" id="settings" role="group" aria-label=${msg('Recording settings')}>
    ${devices.length > 1 ? choose(msg('Microphone'), settings.deviceId, [['', msg('The system’s')], ...devices.map(({ deviceId, label }): [string, string] => [deviceId, label])], (deviceId) => change({ deviceId })) : ''}
    ${choose(msg('Quality'), settings.quality, [['low', msg('Low, for slow lines')], ['standard', msg('Standard')], ['high', msg('High')]], (quality) => change({ quality: quality as RecordingSettings['quality'] }))}
    ${check('noiseSuppression', msg('Reduce noise'))}${check('echoCancellation', msg('Cancel echo'))}${check('autoGainControl', msg('Even out the volume'))}${check('trimsSilence', msg('Leave out silence at both ends'))}
  </div>`;
}
