/* empty.c - the least that a program can do: what a start and an end cost. */

int main(void)
{
	return 0;
}
