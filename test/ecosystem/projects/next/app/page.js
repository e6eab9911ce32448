export default function Page() {
  return <p>densely</p>;
}
