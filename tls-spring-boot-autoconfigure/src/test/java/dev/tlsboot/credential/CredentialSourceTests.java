package dev.tlsboot.credential;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialSourceTests {

	@Test
	void contentCannotBeChangedFromOutside() {
		byte[] content = { 1 };
		CredentialSource source = new CredentialSource("key", "file:key.pem", content);
		content[0] = 2;
		source.content()[0] = 3;
		assertThat(source.content()).containsExactly(1);
	}

	@Test
	void sameContentFromTheSamePlaceIsEqual() {
		CredentialSource source = new CredentialSource("key", "file:key.pem", new byte[] { 1 });
		assertThat(source).isEqualTo(new CredentialSource("key", "file:key.pem", new byte[] { 1 }))
			.hasSameHashCodeAs(new CredentialSource("key", "file:key.pem", new byte[] { 1 }))
			.isNotEqualTo(new CredentialSource("key", "file:key.pem", new byte[] { 2 }))
			.isNotEqualTo(new CredentialSource("key", "file:other.pem", new byte[] { 1 }))
			.isNotEqualTo(new CredentialSource("cert", "file:key.pem", new byte[] { 1 }));
	}

	@Test
	void fileThatCannotBeMeantIsRefused() {
		byte[] content = new byte[CredentialSource.MAX_SIZE + 1];
		assertThat(Fixtures.failure("ca", "file:disk.img", () -> new CredentialSource("ca", "file:disk.img", content)))
			.hasMessage("The file is larger than 64 MiB.");
	}

}
