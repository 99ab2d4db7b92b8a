/** Text to look for; plain, as Clarity's own writes a style sheet into the page. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label class="select-field search-field">
      <span>{label}</span>
      <input type="search" value={value} autocomplete="off" spellcheck={false} onInput={event => onChange(event.currentTarget.value)} />
    </label>
  );
}
