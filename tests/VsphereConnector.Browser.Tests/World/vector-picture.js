/*
 * Draws what a page shows as SVG: boxes, borders, icons and text where the browser has put them. A picture that is text, and that can
 * only show what is really there. Frames and the plug-in's icons are left as comments for the caller to fill.
 */
({ left, top }) => {
  let marks = [];
  const sticky = [];
  const number = (value) => Number(value.toFixed(1));
  const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
  const seen = (color) => color && hex(color).alpha > 0;
  const hex = (color) => {
    const parts = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
    return { color: '#' + parts.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, '0')).join(''), alpha: parts[3] ?? 1 };
  };
  const paint = (kind, color) => {
    const { color: value, alpha } = hex(color);
    return `${kind}="${value}"${alpha < 1 ? ` ${kind}-opacity="${number(alpha)}"` : ''}`;
  };
  const place = (box) => ({ x: number(box.x + left), y: number(box.y + top), width: number(box.width), height: number(box.height) });

  function clipped(box, clip) {
    const x = Math.max(box.x, clip.x), y = Math.max(box.y, clip.y);
    const width = Math.min(box.x + box.width, clip.x + clip.width) - x, height = Math.min(box.y + box.height, clip.y + clip.height) - y;
    return width > 0.5 && height > 0.5 ? { x, y, width, height } : null;
  }

  /** A chevron made of two borders of a turned box. */
  function chevron(element, style) {
    const turned = style.transform.match(/matrix\((.*), .*, .*\)/)?.[1];
    if (!turned || element.childNodes.length || !(parseFloat(style.borderRightWidth) > 0)) return false;
    const { x, y, width, height } = place(element.getBoundingClientRect());
    const w = element.offsetWidth / 2, h = element.offsetHeight / 2;
    marks.push(`<path transform="translate(${number(x + width / 2)} ${number(y + height / 2)}) matrix(${turned} 0 0)" d="M${w} ${-h}V${h}H${-w}" fill="none" ${paint('stroke', style.borderRightColor)} stroke-width="${number(parseFloat(style.borderRightWidth))}"/>`);
    return true;
  }

  function box(element, style, clip) {
    if (chevron(element, style)) return;
    const shown = clipped(element.getBoundingClientRect(), clip);
    if (!shown) return;
    const { x, y, width, height } = place(shown);
    const radius = Math.min(parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2);
    const round = radius ? ` rx="${number(radius)}"` : '';
    const border = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none' && seen(style.borderTopColor)
      && parseFloat(style.borderLeftWidth) > 0;
    if (seen(style.backgroundColor) || border) {
      const fill = seen(style.backgroundColor) ? paint('fill', style.backgroundColor) : 'fill="none"';
      marks.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}"${round} ${fill}${border ? ` ${paint('stroke', style.borderTopColor)}` : ''}/>`);
    }
    if (!border) {
      for (const [side, from, to] of [['Top', [0, 0], [1, 0]], ['Bottom', [0, 1], [1, 1]], ['Left', [0, 0], [0, 1]], ['Right', [1, 0], [1, 1]]]) {
        const thick = parseFloat(style[`border${side}Width`]);
        if (!(thick > 0) || style[`border${side}Style`] === 'none' || !seen(style[`border${side}Color`])) continue;
        marks.push(`<path d="M${x + from[0] * width} ${y + from[1] * height}L${number(x + to[0] * width)} ${number(y + to[1] * height)}" ${paint('stroke', style[`border${side}Color`])} stroke-width="${number(thick)}"/>`);
      }
    }
  }

  function text(node, style, clip) {
    const range = document.createRange();
    for (const match of node.data.matchAll(/\S+(?:[ \u00a0]\S+)*/g)) {
      let start = match.index;
      const end = match.index + match[0].length;
      while (start < end) {
        // One line at a time: the longest part whose boxes are in one row.
        range.setStart(node, start);
        let stop = end;
        range.setEnd(node, stop);
        const rows = [...range.getClientRects()];
        if (!rows.length) return;
        if (rows.some((row) => Math.abs(row.y - rows[0].y) > 2)) {
          stop = start + 1;
          for (let next = stop; next <= end; next++) {
            range.setEnd(node, next);
            if ([...range.getClientRects()].some((row) => Math.abs(row.y - rows[0].y) > 2)) break;
            stop = next;
          }
          range.setEnd(node, stop);
        }
        const line = range.getBoundingClientRect();
        const words = node.data.slice(start, stop).trim();
        start = stop;
        if (!words || !clipped(line, clip) || line.bottom > clip.y + clip.height + 2 || line.y < clip.y - 2) continue;
        write(...fitting(words, line, clip), style);
      }
    }
  }

  /** What does not fit ends in an ellipsis, as style sheets say it. */
  function fitting(words, line, clip) {
    const room = clip.x + clip.width - line.x;
    if (line.width <= room + 1) return [words, line];
    const kept = Math.max(1, Math.floor(words.length * room / line.width) - 1);
    return [`${words.slice(0, kept).trimEnd()}…`, { x: line.x, y: line.y, width: room, height: line.height }];
  }

  function lengthOf(value, style) {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return canvas.measureText(value).width;
  }

  function write(words, line, style) {
    const size = parseFloat(style.fontSize);
    const { x, y, width, height } = place(line);
    const shown = style.textTransform === 'uppercase' ? words.toUpperCase() : words;
    const bold = Number(style.fontWeight) >= 600 ? ' font-weight="600"' : '';
    marks.push(`<text x="${x}" y="${number(y + height / 2 + size * 0.35)}" font-size="${number(size)}"${bold} textLength="${width}" lengthAdjust="spacingAndGlyphs" ${paint('fill', style.color)}>${escape(shown)}</text>`);
  }

  function drawing(element, style, clip) {
    const bounds = element.getBoundingClientRect();
    if (!clipped(bounds, clip)) return;
    const { x, y, width, height } = place(bounds);
    const copy = element.cloneNode(true);
    const view = element.getAttribute('viewBox') ?? `0 0 ${width} ${height}`;
    const shapes = [...element.querySelectorAll('path, rect, circle, line, polyline, polygon')];
    [...copy.querySelectorAll('path, rect, circle, line, polyline, polygon')].forEach((shape, index) => {
      const given = getComputedStyle(shapes[index]);
      if (given.display === 'none') { shape.remove(); return; }
      shape.removeAttribute('class');
      shape.setAttribute('fill', given.fill === 'none' ? 'none' : hex(given.fill).color);
      if (given.stroke !== 'none') {
        shape.setAttribute('stroke', hex(given.stroke).color);
        shape.setAttribute('stroke-width', parseFloat(given.strokeWidth));
        shape.setAttribute('stroke-linecap', given.strokeLinecap);
      }
    });
    const svg = `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${view}">${copy.innerHTML.replace(/<!--.*?-->/gs, '').trim()}</svg>`;
    const turned = style.transform.match(/matrix\((.*), .*, .*\)/)?.[1];
    const center = `${number(x + width / 2)} ${number(y + height / 2)}`;
    marks.push(turned ? `<g transform="translate(${center}) matrix(${turned} 0 0) translate(-${center.replace(' ', ' -')})">${svg}</g>` : svg);
  }

  /** What a style sheet adds after an element: small marks with a place and a size of their own. */
  function added(element, clip) {
    const style = getComputedStyle(element, '::after');
    if (['none', 'normal'].includes(style.content) || style.position !== 'absolute' || !seen(style.backgroundColor)) return;
    const around = element.getBoundingClientRect();
    const [dx, dy, width, height] = [style.left, style.top, style.width, style.height].map(parseFloat);
    const shown = clipped({ x: around.x + dx, y: around.y + dy, width, height }, clip);
    if (!shown) return;
    const { x, y } = place(shown);
    marks.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${number(Math.min(parseFloat(style.borderTopLeftRadius) || 0, width / 2))}" ${paint('fill', style.backgroundColor)}/>`);
  }

  function check(element, clip) {
    const bounds = element.getBoundingClientRect();
    if (bounds.bottom > clip.y + clip.height || bounds.y < clip.y) return;
    const { x, y, width } = place(bounds);
    const on = element.checked || element.indeterminate;
    const tick = element.type === 'radio' ? `<circle cx="${x + width / 2}" cy="${number(y + width / 2)}" r="${number(width / 5)}" fill="#fff"/>`
      : `<path d="M${number(x + width * .22)} ${number(y + width * .52)}l${number(width * .2)} ${number(width * .2)} ${number(width * .36)} -${number(width * .4)}" fill="none" stroke="#fff" stroke-width="1.6"/>`;
    marks.push(`<rect x="${x}" y="${y}" width="${width}" height="${width}" rx="${element.type === 'radio' ? number(width / 2) : 2}" fill="${on ? '#0072a3' : '#fff'}" stroke="${on ? '#0072a3' : '#8c9aa3'}"/>${on ? tick : ''}`);
  }

  function walk(node, clip, style) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim()) text(node, style, clip);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const own = getComputedStyle(node);
    const before = marks;
    if (own.position === 'sticky') marks = [];
    const dimmed = Number(own.opacity) < 1;
    if (dimmed) marks.push(`<g opacity="${own.opacity}">`);
    element(node, own, clip);
    if (dimmed) marks.push('</g>');
    if (own.position === 'sticky') {
      // Painted above what scrolls below it.
      sticky.push(...marks);
      marks = before;
    } else if ((['auto', 'scroll', 'hidden'].includes(own.overflowY) && node.localName !== 'svg') || node === document.body) {
      marks.push(...sticky.splice(0));
    }
  }

  function element(node, own, clip) {
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && own.display !== 'contents' || node.matches('dialog:not([open]), option, script, style')) return;
    const bounds = node.getBoundingClientRect();
    if (own.clipPath !== 'none' || (own.position === 'absolute' && bounds.width <= 1 && bounds.height <= 1)) return;
    if (node.localName === 'svg') { drawing(node, own, clip); return; }
    if (node.localName === 'dialog') {
      const shade = getComputedStyle(node, '::backdrop').backgroundColor;
      marks.push(`<rect x="${left}" y="${top}" width="${innerWidth}" height="${innerHeight}" ${paint('fill', shade)}/>`);
    }
    if (own.display !== 'contents') box(node, own, clip);
    added(node, clip);
    if (node.dataset.icon) {
      const { x, y, width } = place(bounds);
      marks.push(`<!--icon ${node.dataset.icon} ${x} ${y} ${width}-->`);
      return;
    }
    if (node.localName === 'input' && ['checkbox', 'radio'].includes(node.type)) { check(node, clip); return; }
    if (node.localName === 'input' || node.localName === 'select') {
      const value = node.localName === 'select' ? node.selectedOptions[0]?.text : node.value || node.placeholder;
      if (value) write(value, { x: bounds.x + 8, y: bounds.y, width: Math.min(bounds.width - 16, lengthOf(value, own)), height: bounds.height }, own);
      return;
    }
    if (node.localName === 'iframe') {
      const { x, y } = place(bounds);
      marks.push(`<!--frame ${node.src} ${x} ${y} ${number(bounds.width)} ${number(bounds.height)}-->`);
      return;
    }
    const inner = own.overflow === 'visible' ? clip : clipped(bounds, clip);
    if (!inner) return;
    for (const child of node.assignedNodes?.().length ? node.assignedNodes() : (node.shadowRoot ?? node).childNodes) walk(child, inner, own);
  }

  walk(document.body, { x: 0, y: 0, width: innerWidth, height: innerHeight }, getComputedStyle(document.body));
  return { width: innerWidth, height: innerHeight, marks };
}
