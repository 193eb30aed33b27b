import { redirect } from 'next/navigation';

/** The first page is the stock. */
export default function FirstPage() {
  redirect('/vehicles');
}
