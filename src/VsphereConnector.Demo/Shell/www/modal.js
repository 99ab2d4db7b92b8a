import { button, el } from './dom.js';
import { frame, tell } from './frames.js';

/** Opens a page of the plug-in in a modal, on top of the one that may be open already. */
export function openModal({ url, title, size, contextObjects, customData, closable = true, opener }) {
  const back = document.activeElement;
  const heading = el('h2', {}, title ?? '');
  const handle = { close, setOptions };
  const content = frame({ url, title: title ?? '', contextObjects, customData, modal: handle, opener });
  const cross = button('', 'close', () => close(), { 'aria-label': 'Close', class: 'modal-close' });
  const dialog = el('dialog', { class: 'modal', 'aria-label': title ?? '', oncancel: (event) => { if (!closable) event.preventDefault(); } },
    el('div', { class: 'modal-header' }, heading, closable && cross), content);
  dialog.addEventListener('close', () => {
    dialog.remove();
    back?.focus?.();
    if (opener) tell(opener.element, 'modal.closed', { id: opener.id, result: handle.result });
  });
  resize(size ?? {});
  document.body.append(dialog);
  dialog.showModal();
  content.focus();

  function close(result = null) {
    handle.result = result;
    dialog.close();
  }

  function setOptions(options) {
    if (options.title !== undefined) {
      heading.textContent = options.title;
      dialog.setAttribute('aria-label', options.title);
    }
    resize(options.size ?? options);
  }

  function resize({ width, height }) {
    if (width) dialog.style.width = `min(${width}px, 94vw)`;
    if (height) content.style.height = `min(${height}px, 84vh)`;
  }
}
