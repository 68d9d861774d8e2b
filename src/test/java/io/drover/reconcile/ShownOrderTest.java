package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShownOrderTest {
    @Test
    void wholeNumbersStandByTheirValueThenTextThenNull() {
        List<ShownOrder> keys =
                Arrays.asList("b", null, "10", "-3", "9", "", "a", "-").stream()
                        .map(ShownOrderTest::key)
                        .collect(Collectors.toList());
        Collections.sort(keys);
        assertThat(keys)
                .extracting(order -> order.key().get(0))
                .containsExactly("-3", "9", "10", "", "-", "a", "b", null);
    }

    @Property(tries = 300)
    void theOrderIsTotal(@ForAll @Size(3) List<String> texts) {
        ShownOrder one = key(texts.get(0));
        ShownOrder two = key(texts.get(1));
        ShownOrder three = key(texts.get(2));
        assertThat(one.compareTo(two)).isEqualTo(-two.compareTo(one));
        assertThat(one.compareTo(two) == 0).isEqualTo(one.equals(two));
        if (one.compareTo(two) <= 0 && two.compareTo(three) <= 0) {
            assertThat(one.compareTo(three)).isNotPositive();
        }
    }

    private static ShownOrder key(String text) {
        return new ShownOrder(Collections.singletonList(text), 0, 0, 0);
    }
}
