/** Who may do what: the table, and the door that asks it. */
import { describe, expect, it } from 'vitest';
import { ACCESS, needOf } from '../../core/contract/access.ts';
import { contract } from '../../core/contract/contract.ts';
import { mayAs, ROLES } from '../../core/contract/people.ts';

const listed = Object.entries(ACCESS).flatMap(([group, names]) => Object.keys(names).map((name) => `${group}.${name}`));
const there = Object.entries(contract).flatMap(([group, procedures]) => Object.keys(procedures).map((name) => `${group}.${name}`));

describe('the table of roles', () => {
  it('lists every procedure, and nothing else', () => expect(listed.toSorted()).toEqual(there.toSorted()));

  it('is open before a login for these alone', () => {
    expect(listed.filter((name) => needOf(...pair(name)) === 'anyone').toSorted()).toEqual(['people.lock', 'people.login', 'people.logout', 'people.stay', 'people.unlock', 'people.who', 'vault.status', 'vault.unlock']);
  });

  it('lets observers look, save a report and write nothing of a case', () => {
    const commands = Object.entries(contract).flatMap(([group, procedures]) => Object.entries(procedures).flatMap(([name, { kind }]) => (kind === 'command' && needOf(group, name) === 'observer' ? [`${group}.${name}`] : [])));
    expect(commands.toSorted()).toEqual(['people.changePassword', 'report.save', 'settings.setOwn']);
  });

  it('keeps signing for readers, people and settings for lead readers', () => {
    expect([needOf('report', 'sign'), needOf('report', 'reopen')]).toEqual(['reader', 'reader']);
    for (const name of ['begin', 'add', 'change', 'resetPassword']) expect(needOf('people', name)).toBe('lead');
    expect(needOf('settings', 'set')).toBe('lead');
  });

  it('takes an unknown name for one that needs the most', () => {
    for (const [group, name] of [['values', 'add'], ['library', 'nothing'], ['constructor', 'name'], ['library', 'toString']] as const) expect(needOf(group, name)).toBe('lead');
  });

  it('orders roles', () => {
    for (const [i, role] of ROLES.entries()) for (const [j, least] of ROLES.entries()) expect(mayAs(role, least)).toBe(i >= j);
  });
});

function pair(name: string): [string, string] {
  const [group = '', procedure = ''] = name.split('.');
  return [group, procedure];
}
