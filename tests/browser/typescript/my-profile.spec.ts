import { expect, test } from './qa-api';
import { snapshot } from './snapshots';

test('a withdrawn request is a past one', async ({ qa }) => {
  const page = await qa.open(await qa.create('one pending', { state: 'MO' }));
  await expect(page.getByRole('table', { name: 'Pending Requests' })).toContainText('Missouri');
  await page.getByRole('link', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Withdraw request' }).click();
  await expect(page.getByRole('region', { name: 'Past requests' }).getByRole('table')).toContainText('Missouri');
});

test('an empty profile reads as reviewed', async ({ qa }) => {
  const page = await qa.open(await qa.create('fresh'));
  await page.goto('/my-profile/');
  await expect(page.getByRole('document')).toMatchAriaSnapshot(snapshot('my-profile-empty'));
});

test('the session ends when no page is opened for an hour', async ({ qa }) => {
  const sandbox = await qa.create('one pending');
  const page = await qa.open(sandbox);
  const later = await qa.setTime(sandbox, { advance: 'PT61M' });
  await page.reload();
  await expect(page).toHaveTitle(/^Log in/);
  await expect(await qa.open(later)).toHaveTitle(/^Welcome/);
});
