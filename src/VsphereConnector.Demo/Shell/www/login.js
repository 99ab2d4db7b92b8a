import { call } from './api.js';
import { el, icon } from './dom.js';
import { session } from './state.js';

/** Who is it? A click is enough: these are users of the simulator, and open nothing else. */
export async function login() {
  const users = await call('/shell/users');
  const failure = el('p', { class: 'failure', role: 'alert' });
  const enter = async (name) => {
    try {
      session.value = await call('/shell/session', { method: 'PUT', body: { user: name } });
    } catch (error) {
      failure.textContent = error.message;
    }
  };
  return el('main', { class: 'login' },
    el('section', { class: 'login-card' },
      el('p', { class: 'badge' }, 'Development host — not the vSphere Client'),
      el('h1', {}, 'VsphereConnector'),
      el('p', {}, 'The vCenter and its guests are simulated; the plug-in and its server are the real ones. Log in as'),
      el('div', { class: 'users' }, users.map((user) =>
        el('button', { type: 'button', class: 'user', onclick: () => enter(user.name) },
          icon('user'), el('strong', {}, user.name), el('span', {}, user.about)))),
      failure));
}
