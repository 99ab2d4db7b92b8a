import type { Preflight, PreflightFinding, PreflightItem, Verdict } from '../api/types';

const VERDICTS: Readonly<Record<PreflightFinding['severity'], Verdict>> = { Ok: 'Ready', Warning: 'Warning', Blocked: 'Blocked' };

/** From the best to the worst. */
const SEVERITIES = Object.keys(VERDICTS) as PreflightFinding['severity'][];

/** The answer as if nothing had been found under a code. */
export function withoutFinding(preflight: Preflight, code: string): Preflight {
  const items = preflight.items.map(item => {
    const findings = item.findings.filter(finding => finding.code !== code);
    return findings.length === item.findings.length ? item : { ...item, findings, verdict: verdictOf(findings) };
  });
  return { ...preflight, items };
}

/** What was found alike on every one of several machines: it is said once. */
export function commonFindings(items: readonly PreflightItem[]): readonly PreflightFinding[] {
  const [first, ...others] = items;
  return first && others.length > 0
    ? first.findings.filter(finding => finding.severity !== 'Ok' && others.every(other => other.findings.some(found => isSame(found, finding))))
    : [];
}

/** What is to be said of one machine by itself. */
export function ownFindings(item: PreflightItem, common: readonly PreflightFinding[]): readonly PreflightFinding[] {
  return item.findings.filter(finding => finding.severity !== 'Ok' && !common.some(said => isSame(said, finding)));
}

function isSame(one: PreflightFinding, other: PreflightFinding): boolean {
  return one.code === other.code && one.message === other.message;
}

function verdictOf(findings: readonly PreflightFinding[]): Verdict {
  const worst = Math.max(0, ...findings.map(finding => SEVERITIES.indexOf(finding.severity)));
  return VERDICTS[SEVERITIES[worst]!];
}
