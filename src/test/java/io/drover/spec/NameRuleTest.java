package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRuleTest {
    @ParameterizedTest
    @CsvSource({
        "CustomerId, customer_id",
        "InvoiceLine, invoice_line",
        "customer_id, customer_id",
        "HTTPServer2, http_server2",
        "orderID, order_id",
        "Order Details, order_details",
        "order--no, order_no",
        "_hidden, hidden",
        "Address2Line, address2_line",
        "ÜberGröße, über_größe",
        "ORDERS, orders",
        "___, ___"
    })
    void snakeCasePartsWords(String name, String made) {
        assertThat(NameRule.SNAKE_CASE.of(name)).isEqualTo(made);
    }

    @Test
    void theOthersChangeLettersOnly() {
        assertThat(NameRule.KEEP.of("Customer Id")).isEqualTo("Customer Id");
        assertThat(NameRule.LOWER.of("Customer Id")).isEqualTo("customer id");
        assertThat(NameRule.UPPER.of("Customer Id")).isEqualTo("CUSTOMER ID");
    }

    @Property(tries = 300)
    void noNameIsMadeEmpty(@ForAll String name) {
        for (NameRule rule : NameRule.values()) {
            assertThat(rule.of(name).isEmpty()).isEqualTo(name.isEmpty());
        }
    }
}
