package dev.tlsboot.trust;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same chains, presented to us and to Node.js.
 */
class NodeVerdictTests {

	/**
	 * Those of our codes for which Node.js has no name.
	 */
	private static final Set<Code> NAMELESS = Set.of(Code.KEYUSAGE_NO_CRL_SIGN, Code.UNHANDLED_CRITICAL_CRL_EXTENSION,
			Code.KEYUSAGE_NO_CERTSIGN, Code.UNHANDLED_CRITICAL_EXTENSION, Code.EE_KEY_TOO_SMALL, Code.CA_KEY_TOO_SMALL,
			Code.CA_MD_TOO_WEAK, Code.PERMITTED_VIOLATION, Code.EXCLUDED_VIOLATION, Code.UNSUPPORTED_CONSTRAINT_SYNTAX);

	private static final List<ChainCase> CHAINS = ChainCases.all();

	private static final List<IdentityCase> IDENTITIES = IdentityCases.all();

	private static final Map<String, String> NODE = NodeOracle.answers(CHAINS, IDENTITIES);

	static List<ChainCase> chains() {
		return CHAINS;
	}

	@ParameterizedTest
	@MethodSource("chains")
	void givesTheCodeOfNode(ChainCase each) {
		assertThat(each.verify().map(AuthorizationError::code).orElse(null)).isEqualTo(each.expected());
		assertThat(inNode(each.expected())).isEqualTo(NODE.get(each.name()));
	}

	static List<IdentityCase> identities() {
		return IDENTITIES;
	}

	@ParameterizedTest
	@MethodSource("identities")
	void findsTheHostLikeNode(IdentityCase each) {
		assertThat(ServerIdentity.of(each.certificate()).check(each.host()).isEmpty()).isEqualTo(each.matches());
		assertThat(each.matches() == "OK".equals(NODE.get(each.name()))).isEqualTo(each.likeNode());
	}

	private static String inNode(Code code) {
		if (code == null) {
			return "OK";
		}
		return NAMELESS.contains(code) ? Code.UNSPECIFIED.name() : code.name();
	}

}
